package io.perftoolkit.bench.prove.result;

import java.util.List;
import java.util.Map;

/**
 * What one lane did under the load.
 *
 * <p>{@code sent == answered + sum of errors}, and the histogram file holds every request of the window: the answered
 * ones with their latency, the failed ones with the time until the failure was known.
 *
 * @param name short: {@code plain}, {@code toolkit}
 * @param description what the lane is made of, one sentence
 * @param settings what it was started with, JVM flags first, in the order to show
 * @param sent requests of the measured window
 * @param answered those answered rightly: 2xx and the right body
 * @param errors the others by kind: {@code timeout}, {@code refused}, {@code status-5xx}, {@code transport},
 *     {@code wrong-answer}, {@code overflow}
 * @param latency of all requests of the window
 * @param curve latency by percentile, for a plot
 * @param slices the window in slices of 100 ms, by intended start
 * @param periods the window by what went on: before the first disturbance, then during each, in the load's order
 * @param memory of the service process
 * @param cpu of the service process
 * @param targets the five, judged
 * @param noise what else was on the machine meanwhile
 * @param histogramFile name of the raw histogram beside the report, HdrHistogram log format
 */
public record LaneResult(
        String name,
        String description,
        List<String> settings,
        long sent,
        long answered,
        Map<String, Long> errors,
        Latency latency,
        List<CurvePoint> curve,
        List<Slice> slices,
        List<Period> periods,
        Memory memory,
        Cpu cpu,
        List<Target> targets,
        Noise noise,
        String histogramFile) {
    /** Percentiles in nanoseconds. */
    public record Latency(
            double meanNanos,
            long p50Nanos,
            long p90Nanos,
            long p95Nanos,
            long p99Nanos,
            long p999Nanos,
            long maxNanos) {}

    /** One point of the curve: {@code percentile} in 0 to 100. */
    public record CurvePoint(double percentile, long nanos) {}

    /** One tenth of a second; percentiles are 0 when nothing was sent in it. */
    public record Slice(double fromSecond, long sent, long errors, long p50Nanos, long p99Nanos, long maxNanos) {}

    /**
     * A part of the window. Percentiles of slices cannot be added up, so a sentence such as "while the table was locked,
     * P99 was ..." needs the percentiles of exactly those requests.
     *
     * @param name {@link #BEFORE}, or the name of a disturbance of the load
     * @param sent requests whose intended start lies in it
     * @param errors those of them that failed
     * @param latency of all of them, 0 throughout if there were none
     */
    public record Period(String name, long sent, long errors, Latency latency) {
        /** All that was meant to start before the first disturbance: the lane on a quiet day. */
        public static final String BEFORE = "before";
    }

    /** Bytes; a figure that the system does not tell is -1. */
    public record Memory(long rssPeakBytes, long heapUsedBytes, long directBytes) {}

    /** CPU seconds of the service over the window, and of how many processors it could have used. */
    public record Cpu(double seconds, double wallSeconds, int processors) {
        /** @return fraction of what it could have used, 0 to 1 */
        public double share() {
            return seconds / (wallSeconds * processors);
        }
    }

    /**
     * One target, judged.
     *
     * @param name as on the scoreboard, such as {@code P95 latency}
     * @param goal in words, such as {@code < 100 ms}
     * @param value measured, in {@code unit}
     * @param unit {@code ms}, {@code 1/s}, {@code MB}, {@code %}
     * @param met whether the goal was met; {@code null} if it cannot be told (a noisy machine)
     */
    public record Target(
            String name,
            String goal,
            double value,
            String unit,
            @org.jspecify.annotations.Nullable Boolean met) {}

    /**
     * Whether the machine was ours.
     *
     * @param noisy whether a verdict would be a guess
     * @param reason why, or an empty string
     * @param foreignCpuShare of the whole machine, by processes that are no part of the run, stolen time included, 0 to 1
     * @param generatorLatenessP99Nanos how late the generator itself sent, outside of disturbances
     */
    public record Noise(boolean noisy, String reason, double foreignCpuShare, long generatorLatenessP99Nanos) {}
}
