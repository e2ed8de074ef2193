package io.perftoolkit.admission;

import io.perftoolkit.count.StripedCounter;
import io.perftoolkit.internal.config.FlatConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * How many retries and hedges a service may add to its load. All clients of one peer share one budget.
 *
 * <p>Each success pays in a part of a retry; each retry takes out a whole one. A budget that were filled by <em>requests</em>
 * would keep a dead peer dead; one filled by successes runs dry with them, and fills again when the peer is back. A
 * floor of one retry per second lets services with little traffic retry at all; while no success has come for a time, the
 * floor is a tenth of that. After {@link #pushback} nothing is given until the peer may be called again.
 *
 * {@snippet class="io.perftoolkit.admission.AdmissionExample" region="retry"}
 *
 * <p>Thread-safe. Paying in raises a {@link StripedCounter}; only a retry takes a lock, for a few instructions. When a success
 * came is known as exactly as retries are asked for.
 *
 * <p>Sources: Beyer et al., "Site Reliability Engineering" (2016), chapter 21; Finagle's {@code RetryBudget}.
 *
 * @since 0.1
 */
public final class RetryBudget {
    private static final long SECOND = 1_000_000_000L;
    private static final int FLOOR_WITHOUT_SUCCESS = 10;

    private final double perSuccess;
    private final double capacity;
    private final double floorPerSecond;
    private final long memoryNanos;
    private final LongSupplier ticker;
    private final StripedCounter successes = new StripedCounter();
    private final StripedCounter granted = new StripedCounter();
    private final StripedCounter denied = new StripedCounter();

    private final Object lock = new Object(); // held for a few instructions, never while blocked
    private long settledSuccesses;
    private double tokens;
    private double floorTokens = 1;
    private long floorNanos;
    private long lastSuccessNanos;
    private long notBeforeNanos;

    private RetryBudget(Builder builder) {
        perSuccess = builder.perSuccess;
        capacity = builder.capacity;
        floorPerSecond = builder.floorPerSecond;
        memoryNanos = builder.memory.toNanos();
        ticker = builder.ticker;
        long now = ticker.getAsLong();
        floorNanos = now;
        lastSuccessNanos = now;
        notBeforeNanos = now;
    }

    /**
     * Starts to describe a budget.
     *
     * @return a builder with every default
     */
    public static Builder builder() {
        return new Builder();
    }

    /** A call has succeeded: a part of a retry is paid in. */
    public void recordSuccess() {
        successes.increment();
    }

    /**
     * The peer has said when it may be called again.
     *
     * @param wait from now on; what is not positive changes nothing, more than a minute counts as a minute
     */
    public void pushback(Duration wait) {
        if (wait.isNegative() || wait.isZero()) {
            return;
        }
        long nanos = Math.min(60 * SECOND, wait.compareTo(Duration.ofMinutes(1)) > 0 ? 60 * SECOND : wait.toNanos());
        long until = ticker.getAsLong() + nanos;
        synchronized (lock) {
            if (until - notBeforeNanos > 0) {
                notBeforeNanos = until;
            }
        }
    }

    /**
     * Takes out one retry or hedge.
     *
     * @return whether there was one; if not, the failure goes to the caller as it is
     */
    public boolean tryWithdraw() {
        long now = ticker.getAsLong();
        long paidIn = successes.sum(); // before the lock: it takes one of its own
        boolean taken;
        synchronized (lock) {
            settle(now, paidIn);
            taken = take(now);
        }
        (taken ? granted : denied).increment();
        return taken;
    }

    /**
     * The figures.
     *
     * @return what was given and denied since the start, and what is left
     */
    public Stats stats() {
        long given = granted.sum();
        long refused = denied.sum();
        long now = ticker.getAsLong();
        long paidIn = successes.sum();
        synchronized (lock) {
            settle(now, paidIn);
            return new Stats(given, refused, tokens);
        }
    }

    /** Brings both sources up to now. A reading of the successes that another thread overtook changes nothing. */
    private void settle(long now, long paidIn) {
        if (paidIn - settledSuccesses > 0) {
            tokens = Math.min(capacity, tokens + perSuccess * (paidIn - settledSuccesses));
            settledSuccesses = paidIn;
            lastSuccessNanos = now;
        }
        boolean fresh = now - lastSuccessNanos <= memoryNanos;
        if (!fresh) {
            tokens = 0; // what successes of long ago have paid in says nothing about now
        }
        double perSecond = fresh ? floorPerSecond : floorPerSecond / FLOOR_WITHOUT_SUCCESS;
        double earned = perSecond * Math.max(0, now - floorNanos) / SECOND;
        floorTokens = Math.min(Math.max(1, floorPerSecond), floorTokens + earned);
        floorNanos = now;
    }

    private boolean take(long now) {
        if (now - notBeforeNanos < 0) {
            return false;
        }
        if (tokens >= 1) {
            tokens--;
            return true;
        }
        if (floorPerSecond > 0 && floorTokens >= 1) {
            floorTokens--;
            return true;
        }
        return false;
    }

    /**
     * What a reading found.
     *
     * @param granted retries given out
     * @param denied retries refused
     * @param tokens how many could be taken out now, besides the floor
     */
    public record Stats(long granted, long denied, double tokens) {}

    /** Describes a {@link RetryBudget}. */
    public static final class Builder {
        private double perSuccess = 0.1;
        private double capacity = 100;
        private double floorPerSecond = 1;
        private Duration memory = Duration.ofSeconds(10);
        private LongSupplier ticker = System::nanoTime;

        private Builder() {}

        /**
         * How much of a retry each success pays in.
         *
         * @param share above 0 and at most 1; 0.1 unless set
         * @return this
         */
        public Builder perSuccess(double share) {
            this.perSuccess = share;
            return this;
        }

        /**
         * How many retries the budget holds at most.
         *
         * @param retries at least 1; 100 unless set
         * @return this
         */
        public Builder capacity(double retries) {
            this.capacity = retries;
            return this;
        }

        /**
         * How many retries per second are given in any case.
         *
         * @param retries not negative; 1 unless set
         * @return this
         */
        public Builder floorPerSecond(double retries) {
            this.floorPerSecond = retries;
            return this;
        }

        /**
         * How long successes count. When none has come for so long, what they paid in is gone and the floor is a tenth.
         *
         * @param span positive; 10 s unless set
         * @return this
         */
        public Builder memory(Duration span) {
            this.memory = span;
            return this;
        }

        /**
         * The clock.
         *
         * @param nanos monotonic nanoseconds; the system's unless set
         * @return this
         */
        public Builder ticker(LongSupplier nanos) {
            this.ticker = Objects.requireNonNull(nanos, "ticker");
            return this;
        }

        /**
         * Reads settings from a flat map: {@code per-success}, {@code capacity}, {@code floor-per-second}, {@code memory}.
         *
         * @param settings texts by key
         * @return this
         * @throws IllegalArgumentException if a key is unknown or a text cannot be read
         */
        public Builder configure(Map<String, String> settings) {
            FlatConfig config = FlatConfig.of(settings);
            config.number("per-success", this::perSuccess);
            config.number("capacity", this::capacity);
            config.number("floor-per-second", this::floorPerSecond);
            config.duration("memory", this::memory);
            config.check();
            return this;
        }

        /**
         * Makes the budget.
         *
         * @return a budget that holds its floor only
         * @throws IllegalArgumentException if an argument breaks its rule; all that do are named
         */
        public RetryBudget build() {
            List<String> broken = new ArrayList<>(0);
            if (!(perSuccess > 0 && perSuccess <= 1)) {
                broken.add("perSuccess must be above 0 and at most 1: " + perSuccess);
            }
            if (!(capacity >= 1 && capacity <= 1e6)) {
                broken.add("capacity must be from 1 to 1000000: " + capacity);
            }
            if (!(floorPerSecond >= 0 && floorPerSecond <= 1e6)) {
                broken.add("floorPerSecond must be from 0 to 1000000: " + floorPerSecond);
            }
            if (memory.isNegative() || memory.isZero() || memory.compareTo(Duration.ofDays(1)) > 0) {
                broken.add("memory must be positive and at most a day: " + memory);
            }
            if (!broken.isEmpty()) {
                throw new IllegalArgumentException(String.join("; ", broken));
            }
            return new RetryBudget(this);
        }
    }
}
