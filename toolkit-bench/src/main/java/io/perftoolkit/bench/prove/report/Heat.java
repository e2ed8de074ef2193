package io.perftoolkit.bench.prove.report;

import io.perftoolkit.bench.prove.result.LaneResult.Slice;
import java.util.ArrayList;
import java.util.List;

/** A lane's window as a strip of cells, each shaded by its worst P99. */
final class Heat {
    /** Upper ends of all shades but the last, in nanoseconds; 100 ms, the goal, is between the fifth and the sixth. */
    private static final long[] ENDS = {
        1_000_000, 3_000_000, 10_000_000, 30_000_000, 100_000_000, 300_000_000, 1_000_000_000
    };

    static final int SHADES = ENDS.length + 1;

    /** What each shade stands for. */
    static final List<String> LABELS =
            List.of("< 1 ms", "< 3 ms", "< 10 ms", "< 30 ms", "< 100 ms", "< 300 ms", "< 1 s", "1 s up");

    private Heat() {}

    /**
     * One or more slices together.
     *
     * @param from second of the window
     * @param to second of the window
     * @param p99Nanos the highest of them; at least the P99 of their requests together
     */
    record Cell(double from, double to, long sent, long errors, long p50Nanos, long p99Nanos, long maxNanos) {}

    static int shade(long nanos) {
        int shade = 0;
        while (shade < ENDS.length && nanos >= ENDS[shade]) {
            shade++;
        }
        return shade;
    }

    static int index(Slice slice) {
        return (int) Math.round(slice.fromSecond() * 10);
    }

    /** How many slices share a cell, if so many are to fit in so much room. */
    static int perCell(int slices, int room) {
        return Math.max(1, (slices + room - 1) / room);
    }

    static List<Cell> cells(List<Slice> slices, int perCell) {
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < slices.size(); i += perCell) {
            cells.add(together(slices.subList(i, Math.min(slices.size(), i + perCell))));
        }
        return cells;
    }

    static Cell together(List<Slice> slices) {
        long sent = 0;
        long errors = 0;
        long p99 = 0;
        long max = 0;
        for (Slice slice : slices) {
            sent += slice.sent();
            errors += slice.errors();
            p99 = Math.max(p99, slice.p99Nanos());
            max = Math.max(max, slice.maxNanos());
        }
        double from = slices.get(0).fromSecond();
        double to = slices.get(slices.size() - 1).fromSecond() + 0.1;
        return new Cell(from, to, sent, errors, medianP50(slices), p99, max);
    }

    private static long medianP50(List<Slice> slices) {
        long[] sorted = slices.stream()
                .filter(slice -> slice.sent() > 0)
                .mapToLong(Slice::p50Nanos)
                .sorted()
                .toArray();
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }
}
