package io.perftoolkit.latency;

import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Records how long things take.
 *
 * <p>Thread-safe, on platform threads and on virtual threads. Recording allocates nothing and reads no clock. A thread
 * that records often gets cells of its own and then records without any atomic instruction and without waiting. Others
 * share cells; they wait for one another only for the length of one record, and rarely, because there are more such
 * cells under contention.
 *
 * <p>Counts are cumulative and never reset: any number of readers take {@linkplain #snapshot() snapshots}, each keeps
 * its own last one and {@linkplain LatencySnapshot#minus subtracts} it, and no record falls between two intervals.
 *
 * {@snippet class="io.perftoolkit.latency.LatencyRecorderExample" region="record"}
 *
 * <p>Cells are 1.089 % wide and identical with the buckets of Prometheus native histograms with schema 6.
 *
 * @since 0.1
 */
public final class LatencyRecorder {
    /** The longest time that is told apart: 2<sup>53</sup> ns, a little more than 104 days. */
    public static final Duration LONGEST = Duration.ofNanos(Schema6.LIMIT);

    /** What a recorder without a {@linkplain Builder#budget budget} may use. */
    private static final long DEFAULT_BYTES = 64 << 10;

    private final Sheets sheets;
    private final @Nullable LongSupplier ticker;

    private LatencyRecorder(Builder builder) {
        var budget = builder.budget == null ? LatencyBudget.ofBytes(DEFAULT_BYTES) : builder.budget;
        this.sheets = new Sheets(builder.levels, budget, Runtime.getRuntime().availableProcessors());
        this.ticker = builder.ticker;
    }

    /**
     * Starts to describe a recorder.
     *
     * @return a builder with every default
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Records one time.
     *
     * @param nanos the time; 0 has a cell of its own, a negative one counts as 0 and as a
     *     {@linkplain LatencySnapshot#clockFaults() clock fault}, one beyond {@link #LONGEST} as that long and as an
     *     {@linkplain LatencySnapshot#overflows() overflow}
     */
    public void record(long nanos) {
        sheets.record(nanos);
    }

    /**
     * Records the time from a reading of the clock until now.
     *
     * @param startNanos what {@link #now()} answered at the start
     */
    public void recordSince(long startNanos) {
        sheets.record(now() - startNanos);
    }

    /**
     * Records the time from the moment at which the work should have begun until now.
     *
     * <p>A load generator or a queue that starts late because the work before it was slow must count from the intended
     * start, or it leaves out the very waits that its users suffer: coordinated omission. This is the first choice
     * against it; {@link #recordCorrected} is the second.
     *
     * @param intendedStartNanos when the work should have begun, by the clock of {@link #now()}
     */
    public void recordFrom(long intendedStartNanos) {
        recordSince(intendedStartNanos);
    }

    /**
     * Records a time, and the times that would have been seen if requests had gone on at their interval while this one
     * was stuck: {@code nanos - interval}, {@code nanos - 2 * interval} and so on, down to {@code interval}.
     *
     * <p>A guess, useful where the intended start is unknown. Give corrected times a recorder of their own beside the
     * uncorrected ones and show both. The figures are those of HdrHistogram's {@code recordValueWithExpectedInterval}.
     * Takes time proportional to the number of cells between the two times, however short the interval.
     *
     * @param nanos the time
     * @param expectedIntervalNanos the time between two requests
     * @throws IllegalArgumentException if the interval is not positive
     * @see <a href="https://github.com/HdrHistogram/HdrHistogram">HdrHistogram, on coordinated omission</a>
     */
    public void recordCorrected(long nanos, long expectedIntervalNanos) {
        if (expectedIntervalNanos <= 0) {
            throw new IllegalArgumentException("expectedIntervalNanos must be positive: " + expectedIntervalNanos);
        }
        sheets.record(nanos);
        if (nanos > expectedIntervalNanos) {
            sheets.fill(Math.min(nanos, Schema6.LIMIT) - expectedIntervalNanos, expectedIntervalNanos);
        }
    }

    /**
     * Reads the recorder's clock.
     *
     * @return nanoseconds from an arbitrary origin; only differences mean anything
     */
    public long now() {
        return ticker == null ? System.nanoTime() : ticker.getAsLong();
    }

    /**
     * All that was recorded until now.
     *
     * <p>Whatever happens before this call is in it. Any thread may call it at any time; writers do not wait for it,
     * readers of the same recorder wait for each other. Takes time proportional to the number of cells in use.
     *
     * @return an immutable snapshot
     */
    public LatencySnapshot snapshot() {
        return sheets.snapshot();
    }

    /**
     * What the recorder occupies on the heap, as its {@link LatencyBudget} counts it.
     *
     * @return bytes, estimated from the lengths of its arrays
     */
    public long bytes() {
        return sheets.bytes();
    }

    Sheets sheets() {
        return sheets;
    }

    /** Describes a recorder. Not thread-safe. */
    public static final class Builder {
        private ServiceLevels levels = ServiceLevels.NONE;
        private @Nullable LatencyBudget budget;
        private @Nullable LongSupplier ticker;

        private Builder() {}

        /**
         * Times at which to count exactly, such as the limits of a service level objective.
         *
         * @param levels up to 16 times; none by default
         * @return this builder
         * @throws IllegalArgumentException if there are more, or one is not positive or beyond {@link #LONGEST}
         */
        public Builder serviceLevels(Duration... levels) {
            this.levels = ServiceLevels.of(levels);
            return this;
        }

        /**
         * The budget that this recorder shares with others. By default it has one of 64 KiB for itself.
         *
         * @param budget the budget
         * @return this builder
         */
        public Builder budget(LatencyBudget budget) {
            this.budget = Objects.requireNonNull(budget, "budget");
            return this;
        }

        /**
         * The clock of {@link #now()}, {@link #recordSince} and {@link #recordFrom}: {@link System#nanoTime()} by default.
         *
         * @param ticker a monotonic clock in nanoseconds
         * @return this builder
         */
        public Builder ticker(LongSupplier ticker) {
            this.ticker = Objects.requireNonNull(ticker, "ticker");
            return this;
        }

        /**
         * Builds the recorder.
         *
         * @return a new, empty recorder
         */
        public LatencyRecorder build() {
            return new LatencyRecorder(this);
        }
    }
}
