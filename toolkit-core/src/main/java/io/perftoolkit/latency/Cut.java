package io.perftoolkit.latency;

import org.jspecify.annotations.Nullable;

/** A consistent copy of a {@link Sheet}; its extremes are those since the cut before. Belongs to one thread. */
final class Cut {
    private final long[] words;
    private final @Nullable Digits upper;

    Cut(long[] words, @Nullable Digits upper) {
        this.words = words;
        this.upper = upper;
    }

    long word(int index) {
        return words[index];
    }

    /** The first cell of the window. */
    int low() {
        return (int) words[Layout.LOW];
    }

    /** The cell after the window. */
    int high() {
        return low() + Layout.lanes(words);
    }

    void forgetExtremes() {
        words[Layout.MAX] = Layout.NO_MAX;
        words[Layout.MIN] = Layout.NO_MIN;
    }

    /** Adds the counts by cell; {@code counts[0]} is the cell {@code first}. */
    void addTo(long[] counts, int first) {
        Layout.addTo(counts, first, words);
        Digits digits = upper;
        if (digits != null) {
            digits.addTo(counts, first);
        }
    }
}
