package io.perftoolkit.memory;

import java.util.Arrays;

/**
 * At most 64 points of time and bytes. When it is full, neighbours are merged and the lower one stays, so the series
 * spans ever more time up to its window and follows the lower edge of what it saw. Not thread-safe.
 */
final class Series {
    static final int CAPACITY = 64;

    private final long windowNanos;
    private final long[] times = new long[CAPACITY];
    private final long[] values = new long[CAPACITY];
    private int size;
    private long gapNanos;

    /**
     * Creates an empty one.
     *
     * @param gapNanos points closer than this are one point
     * @param windowNanos older points are dropped once there is no room
     */
    Series(long gapNanos, long windowNanos) {
        this.gapNanos = gapNanos;
        this.windowNanos = windowNanos;
    }

    /**
     * Adds a point.
     *
     * @param nanos not before the last point, by the monotonic clock
     * @return whether it is a point of its own; if not it lowered the last one, or was above it
     */
    boolean add(long nanos, long value) {
        if (size > 0 && nanos - times[size - 1] < gapNanos) {
            values[size - 1] = Math.min(values[size - 1], value);
            return false;
        }
        if (size == CAPACITY) {
            makeRoom(nanos);
        }
        times[size] = nanos;
        values[size++] = value;
        return true;
    }

    int size() {
        return size;
    }

    long nanos(int i) {
        return times[i];
    }

    long value(int i) {
        return values[i];
    }

    long spanNanos() {
        return size == 0 ? 0 : times[size - 1] - times[0];
    }

    private void makeRoom(long nanos) {
        int stale = 0;
        while (stale < size && nanos - times[stale] > windowNanos) {
            stale++;
        }
        if (stale > 0) {
            size -= stale;
            System.arraycopy(times, stale, times, 0, size);
            System.arraycopy(values, stale, values, 0, size);
            return;
        }
        for (int i = 0; i < CAPACITY / 2; i++) {
            int lower = values[2 * i] <= values[2 * i + 1] ? 2 * i : 2 * i + 1;
            times[i] = times[lower];
            values[i] = values[lower];
        }
        size = CAPACITY / 2;
        gapNanos = Math.max(gapNanos, (times[size - 1] - times[0]) / size);
    }

    @Override
    public String toString() {
        return Arrays.toString(Arrays.copyOf(values, size));
    }
}
