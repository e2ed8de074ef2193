package io.perftoolkit.latency;

import org.jspecify.annotations.Nullable;

/**
 * The highest value between any two of the past snapshots of a recorder.
 *
 * <p>A staircase that falls from the oldest step to the newest: a step that a later one reaches or exceeds can never
 * answer again and is dropped, so of n snapshots with values in random order about log n steps remain. Immutable;
 * neighbours share their steps.
 */
final class Peaks {
    static final Peaks NONE = new Peaks(null, 0);

    /** What {@link #since} answers if nothing was recorded. */
    static final long NOTHING = Long.MIN_VALUE;

    /** What {@link #since} answers if it no longer knows. */
    static final long FORGOTTEN = Long.MAX_VALUE;

    private static final int MOST_STEPS = 16;

    private final @Nullable Step newest;

    /** Intervals that begin before this snapshot are forgotten. */
    private final long knownSince;

    private Peaks(@Nullable Step newest, long knownSince) {
        this.newest = newest;
        this.knownSince = knownSince;
    }

    /** These peaks and that of the interval which ends with the given snapshot. */
    Peaks with(long snapshot, long value) {
        Step below = newest;
        while (below != null && below.value <= value) {
            below = below.older;
        }
        Step top = new Step(snapshot, value, below);
        return top.depth <= MOST_STEPS ? new Peaks(top, knownSince) : top.newer(MOST_STEPS / 2);
    }

    /** The highest value recorded after the given snapshot, {@link #NOTHING} or {@link #FORGOTTEN}. */
    long since(long snapshot) {
        if (snapshot < knownSince) {
            return FORGOTTEN;
        }
        long highest = NOTHING;
        for (Step step = newest; step != null && step.snapshot > snapshot; step = step.older) {
            highest = step.value;
        }
        return highest;
    }

    private static final class Step {
        final long snapshot;
        final long value;
        final @Nullable Step older;
        final int depth;

        Step(long snapshot, long value, @Nullable Step older) {
            this.snapshot = snapshot;
            this.value = value;
            this.older = older;
            this.depth = older == null ? 1 : older.depth + 1;
        }

        /** The newest steps only. */
        Peaks newer(int count) {
            Step[] kept = new Step[count];
            Step step = this;
            for (int i = count - 1; i >= 0 && step != null; i--) {
                kept[i] = step;
                step = step.older;
            }
            long forgotten = step == null ? 0 : step.snapshot;
            Step rebuilt = null;
            for (Step old : kept) {
                rebuilt = new Step(old.snapshot, old.value, rebuilt);
            }
            return new Peaks(rebuilt, forgotten);
        }
    }
}
