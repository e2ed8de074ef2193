package io.perftoolkit.bench.league;

/**
 * What one fork found.
 *
 * @param nanos time of one operation on one thread; NaN if the fork has no result
 * @param bytes allocated by one operation
 * @param byteNoise how much of {@code bytes} may be the harness itself
 * @param kept slices that counted; 0 where the harness has no slices
 * @param slices all slices; 0 where the harness has none
 * @param counted what else was read from clocks and counters
 */
record Measured(double nanos, double bytes, double byteNoise, int kept, int slices, Counted counted) {
    Measured(double nanos, double bytes, double byteNoise, int kept, int slices) {
        this(nanos, bytes, byteNoise, kept, slices, Counted.NOTHING);
    }

    /**
     * Figures beside the time; each is NaN where the harness or the benchmark does not tell.
     *
     * @param callerCpuNanos CPU that the measuring threads took for one operation
     * @param processCpuNanos CPU that the whole process took for one operation
     * @param hitRatio share of the operations that found what they asked for
     * @param entryBytes that an entry needs
     * @param worstNanos of the longest operation
     * @param leastByMost operations of the thread that got least, by those of the one that got most
     */
    record Counted(
            double callerCpuNanos,
            double processCpuNanos,
            double hitRatio,
            double entryBytes,
            double worstNanos,
            double leastByMost) {
        static final Counted NOTHING =
                new Counted(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }
}
