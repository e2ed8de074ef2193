package io.perftoolkit.latency;

import java.time.Duration;
import java.util.Arrays;

/**
 * The times at which a recorder counts exactly, although its cells are one percent wide.
 *
 * <p>A level splits the cell it lies in: what lies beyond it in that cell is counted aside. Immutable.
 */
final class ServiceLevels {
    /** As many as a sheet has words for. */
    static final int MOST = 16;

    static final ServiceLevels NONE = new ServiceLevels(new long[0]);

    private final long[] nanos;

    /**
     * Bit {@code c & 63} is set if a level lies inside some cell {@code c}. A clear bit answers for most times that no
     * level is near; a set bit may be a false alarm.
     */
    final long splitCells;

    private ServiceLevels(long[] nanos) {
        this.nanos = nanos;
        long split = 0;
        for (long level : nanos) {
            split |= 1L << Schema6.cell(level);
        }
        this.splitCells = split;
    }

    static ServiceLevels of(Duration... levels) {
        long[] nanos = new long[levels.length];
        for (int i = 0; i < nanos.length; i++) {
            Duration level = levels[i];
            if (level.compareTo(Duration.ZERO) <= 0 || level.compareTo(Duration.ofNanos(Schema6.LIMIT)) > 0) {
                throw new IllegalArgumentException("service level must be from PT0.000000001S to "
                        + Duration.ofNanos(Schema6.LIMIT) + ": " + level);
            }
            nanos[i] = level.toNanos();
        }
        Arrays.sort(nanos);
        nanos = Arrays.stream(nanos).distinct().toArray();
        if (nanos.length > MOST) {
            throw new IllegalArgumentException("service levels must be at most " + MOST + ": " + nanos.length);
        }
        return new ServiceLevels(nanos);
    }

    long[] nanos() {
        return nanos.clone();
    }

    /** Counts the values, which lie in one cell and on the same side of every level, beyond the levels they exceed. */
    void countBeyond(long[] words, long anyNanos, int cell, long n) {
        for (int i = 0; i < nanos.length; i++) {
            if (anyNanos > nanos[i] && Schema6.cell(nanos[i]) == cell) {
                words[Layout.BEYOND + i] += n;
            }
        }
    }

    /** The shortest time that lies on the same side of every level as the given one. */
    long floor(long anyNanos) {
        long floor = 1;
        for (long level : nanos) {
            if (level < anyNanos) {
                floor = level + 1;
            }
        }
        return floor;
    }
}
