package io.perftoolkit.bench.league;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One comparison.
 *
 * @param part the page it belongs to
 * @param title what is compared, in words
 * @param threads that run each side at once
 * @param kind what is compared with what
 * @param ours the side that is judged
 * @param peer the other side; {@code null} where the kind needs none
 * @param goals none, or one for every machine followed by those for special ones
 * @param minJdk lowest feature version of the JDK that can run it
 * @param warmUpMillis how long a fork must run before what it measures is compiled code; 0 for no special need
 */
record Row(
        String part,
        String title,
        int threads,
        Kind kind,
        Trial ours,
        @Nullable Trial peer,
        List<Goal> goals,
        int minJdk,
        int warmUpMillis) {
    Row {
        goals = List.copyOf(goals);
    }

    /** Both sides, ours first. */
    List<Trial> trials() {
        return peer == null ? List.of(ours) : List.of(ours, peer);
    }
}
