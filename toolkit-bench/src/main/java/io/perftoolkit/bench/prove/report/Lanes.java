package io.perftoolkit.bench.prove.report;

import io.perftoolkit.bench.prove.result.LaneResult;
import io.perftoolkit.bench.prove.result.LaneResult.Period;
import io.perftoolkit.bench.prove.result.LaneResult.Target;
import io.perftoolkit.bench.prove.result.Load.Disturbance;
import io.perftoolkit.bench.prove.result.ProveResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The lanes of a run in the order to show: the one to compare with, the one in question, the others as they ran.
 *
 * @param result the run
 * @param base lane {@code plain}, or the first that is not {@code toolkit}; null if there is none
 * @param subject lane {@code toolkit}, or the last; null if it did not run or is the only one
 * @param shown all lanes
 */
record Lanes(
        ProveResult result,
        @Nullable LaneResult base,
        @Nullable LaneResult subject,
        List<LaneResult> shown) {
    private static final String BASE = "plain";
    private static final String SUBJECT = "toolkit";

    static Lanes of(ProveResult result) {
        List<LaneResult> rest = new ArrayList<>(result.lanes());
        LaneResult subject = take(rest, SUBJECT);
        LaneResult base = take(rest, BASE);
        base = base == null && !rest.isEmpty() ? rest.remove(0) : base;
        subject = subject == null && !rest.isEmpty() ? rest.remove(rest.size() - 1) : subject;
        List<LaneResult> shown = new ArrayList<>();
        if (base != null) {
            shown.add(base);
        }
        if (subject != null) {
            shown.add(subject);
        }
        shown.addAll(rest);
        return new Lanes(result, base, subject, List.copyOf(shown));
    }

    private static @Nullable LaneResult take(List<LaneResult> lanes, String name) {
        for (int i = 0; i < lanes.size(); i++) {
            if (lanes.get(i).name().equals(name)) {
                return lanes.remove(i);
            }
        }
        return null;
    }

    /** Whether a ratio may be told: both ran, and nobody else had the machine meanwhile. */
    boolean comparable() {
        return base != null
                && subject != null
                && !base.noise().noisy()
                && !subject.noise().noisy();
    }

    /** What a ratio compares with what, or an empty string. */
    String compared() {
        return base == null || subject == null ? "" : subject.name() + " / " + base.name();
    }

    /** The targets by name, in the order of the lanes that have them, with their goals. */
    Map<String, String> goals() {
        Map<String, String> goals = new LinkedHashMap<>();
        for (LaneResult lane : shown) {
            for (Target target : lane.targets()) {
                goals.putIfAbsent(target.name(), target.goal());
            }
        }
        return goals;
    }

    static @Nullable Target target(LaneResult lane, String name) {
        for (Target target : lane.targets()) {
            if (target.name().equals(name)) {
                return target;
            }
        }
        return null;
    }

    /** A period in which something was sent, or null. */
    static @Nullable Period period(LaneResult lane, String name) {
        for (Period period : lane.periods()) {
            if (period.name().equals(name) && period.sent() > 0) {
                return period;
            }
        }
        return null;
    }

    static long errors(LaneResult lane) {
        return lane.errors().values().stream().mapToLong(Long::longValue).sum();
    }

    static double share(long errors, long sent) {
        return sent == 0 ? 0 : (double) errors / sent;
    }

    List<Disturbance> disturbances() {
        return result.load().disturbances();
    }

    /** Seconds of the longest window, by what was sent and not by what was planned. */
    double seconds() {
        double seconds = result.load().seconds();
        for (LaneResult lane : shown) {
            for (LaneResult.Slice slice : lane.slices()) {
                seconds = Math.max(seconds, slice.fromSecond() + 0.1);
            }
        }
        return Math.max(0.1, seconds);
    }
}
