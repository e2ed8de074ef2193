package io.perftoolkit.bench.prove.result;

import java.util.List;

/**
 * One run: the same load, with the same disturbances, on each lane.
 *
 * @param format version of this layout, raised when a field changes its meaning
 * @param startedAt wall time in ISO-8601, UTC
 * @param seconds how long the whole run took, start of the servers included
 * @param command how to repeat it
 * @param versions name and version of everything that took part, in the order to show
 * @param machine where it ran
 * @param load what was sent
 * @param lanes in the order in which they ran
 * @param findings sentences for the reader: what was limited, refused or noisy; empty if nothing
 */
public record ProveResult(
        int format,
        String startedAt,
        double seconds,
        String command,
        List<Version> versions,
        Machine machine,
        Load load,
        List<LaneResult> lanes,
        List<String> findings) {
    /** The layout that this code writes. */
    public static final int FORMAT = 1;

    /** A thing that took part, and its version. */
    public record Version(String name, String version) {}

    /** The machine and what was on it when the run began. */
    public record Machine(
            String cpu, int processors, long memoryBytes, String kernel, String jdk, double loadAverageBefore) {}
}
