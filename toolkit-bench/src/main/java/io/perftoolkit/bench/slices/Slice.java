package io.perftoolkit.bench.slices;

import java.util.ArrayList;
import java.util.List;

/**
 * One thread's part of one slice.
 *
 * @param startNanos wall clock before
 * @param endNanos wall clock after
 * @param cpuNanos that the thread had in between
 * @param operations that it did
 * @param bytes that it allocated
 */
record Slice(long startNanos, long endNanos, long cpuNanos, long operations, long bytes) {
    /** A thread that had less of its wall time was preempted. */
    private static final double CPU_SHARE = 0.97;

    /** Threads that ran together for less of the slice did not contend as they should have. */
    private static final double OVERLAP = 0.85;

    long wallNanos() {
        return endNanos - startNanos;
    }

    private boolean undisturbed() {
        return cpuNanos > CPU_SHARE * wallNanos();
    }

    /** Whether a slice counts, given the part of each thread. */
    static boolean counts(List<Slice> parts) {
        Slice first = parts.get(0);
        long latestStart = first.startNanos;
        long earliestEnd = first.endNanos;
        long longest = 0;
        for (Slice part : parts) {
            if (!part.undisturbed()) {
                return false;
            }
            latestStart = part.startNanos - latestStart > 0 ? part.startNanos : latestStart;
            earliestEnd = part.endNanos - earliestEnd < 0 ? part.endNanos : earliestEnd;
            longest = Math.max(longest, part.wallNanos());
        }
        return parts.size() == 1 || earliestEnd - latestStart > OVERLAP * longest;
    }

    /**
     * Sums up a run.
     *
     * @param threads for each thread its parts, equally many, in the order of the slices
     * @param bytesBeside what the harness itself may allocate in one part
     */
    static SliceResult sumUp(List<List<Slice>> threads, double bytesBeside) {
        int slices = threads.get(0).size();
        var kept = new ArrayList<Double>();
        long bytes = 0;
        long operations = 0;
        for (int i = 0; i < slices; i++) {
            var parts = new ArrayList<Slice>();
            for (List<Slice> thread : threads) {
                Slice part = thread.get(i);
                parts.add(part);
                bytes += part.bytes;
                operations += part.operations;
            }
            if (counts(parts)) {
                kept.add(parts.stream()
                        .mapToDouble(p -> (double) p.wallNanos() / p.operations)
                        .average()
                        .orElseThrow());
            }
        }
        kept.sort(null);
        double each = operations == 0 ? 1 : operations;
        return new SliceResult(
                rank(kept, 0.5),
                rank(kept, 0.1),
                rank(kept, 0.9),
                bytes / each,
                bytesBeside * slices * threads.size() / each,
                kept.size(),
                slices);
    }

    private static double rank(List<Double> sorted, double share) {
        return sorted.size() < Slices.LEAST_KEPT ? Double.NaN : sorted.get((int) (sorted.size() * share));
    }
}
