package io.perftoolkit.admission;

import io.perftoolkit.internal.config.FlatConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Describes a {@link ConcurrencyLimit}; from {@link ConcurrencyLimit#fixed} or {@link ConcurrencyLimit#adaptive}. For one
 * thread.
 *
 * @since 0.1
 */
public final class LimitBuilder {
    private static final int MOST = 1_000_000;

    final boolean fixed;
    String name;
    int initialLimit;
    int minLimit = 1;
    int maxLimit = 4096;
    int healthLimit = 8;
    int maxStreams = 1_000;
    boolean strictClose;
    final double[] floors = new double[Priority.LANES];
    Queue queue;

    @Nullable
    Duration objective;

    @Nullable
    LongSupplier ticker;

    private int queueSize;
    private @Nullable Duration queueMaxWait;
    private @Nullable Boolean queueNewestFirst;

    LimitBuilder(boolean fixed, int initialLimit, @Nullable Duration objective) {
        this.fixed = fixed;
        this.initialLimit = initialLimit;
        this.objective = fixed ? null : Objects.requireNonNull(objective, "objective");
        this.name = fixed ? "gate" : "door";
        this.queue = fixed ? Queue.none() : Queue.budget();
        if (!fixed) {
            minLimit = Math.max(1, initialLimit / 2);
        }
    }

    /**
     * The name that stands in refusals and figures.
     *
     * @param text not empty
     * @return this
     */
    public LimitBuilder name(String text) {
        this.name = Objects.requireNonNull(text, "name");
        return this;
    }

    /**
     * Who may wait.
     *
     * @param kind {@link Queue#none} unless set for a fixed limit, {@link Queue#budget} for an adaptive one
     * @return this
     */
    public LimitBuilder queue(Queue kind) {
        this.queue = Objects.requireNonNull(kind, "queue");
        return this;
    }

    /**
     * The time in which nearly all requests shall be answered. An adaptive limit has it from the start; a fixed one needs it for a
     * {@linkplain Queue#budget budget} queue only, and then times its permits.
     *
     * @param time positive
     * @return this
     */
    public LimitBuilder objective(Duration time) {
        this.objective = Objects.requireNonNull(time, "objective");
        return this;
    }

    /**
     * Where an adaptive limit starts; for example what it had learned when the process last ended.
     *
     * @param limit from the least to the most; twice the processors unless set
     * @return this
     */
    public LimitBuilder initialLimit(int limit) {
        this.initialLimit = limit;
        return this;
    }

    /**
     * The least that an adaptive limit becomes.
     *
     * @param limit at least 1; as many as there are processors unless set
     * @return this
     */
    public LimitBuilder minLimit(int limit) {
        this.minLimit = limit;
        return this;
    }

    /**
     * The most that an adaptive limit becomes.
     *
     * @param limit 4096 unless set
     * @return this
     */
    public LimitBuilder maxLimit(int limit) {
        this.maxLimit = limit;
        return this;
    }

    /**
     * How many {@linkplain Priority#HEALTH health checks} may be under way, besides the limit.
     *
     * @param limit at least 1; 8 unless set
     * @return this
     */
    public LimitBuilder healthLimit(int limit) {
        this.healthLimit = limit;
        return this;
    }

    /**
     * How many {@linkplain ConcurrencyLimit#tryAcquireStream streams} may be open.
     *
     * @param limit not negative; 1000 unless set
     * @return this
     */
    public LimitBuilder maxStreams(int limit) {
        this.maxStreams = limit;
        return this;
    }

    /**
     * The least share of what is granted from the queue that a lane gets while it waits, whatever waits in higher ones. Its first
     * in line is then neither refused because the queue is long, nor pushed out; so the queue may be longer by one for each lane
     * that has a floor. Lanes are strict unless this is set.
     *
     * @param lane {@link Priority#NORMAL} or {@link Priority#SHEDDABLE}
     * @param share from 0, no floor, to 0.5; of both lanes together at most 0.5
     * @return this
     */
    public LimitBuilder floor(Priority lane, double share) {
        if (lane != Priority.NORMAL && lane != Priority.SHEDDABLE) {
            throw new IllegalArgumentException("floor is for NORMAL and SHEDDABLE: " + lane.name());
        }
        floors[lane.lane] = share;
        return this;
    }

    /**
     * Whether {@link Permit#close} decides by an atomic exchange, as {@link Permit#closeAs} always does. Then even two threads that
     * close one permit in the same moment, which they must not, give its slot back once, and one of them gets the exception. It costs
     * a locked instruction for each permit.
     *
     * @param strict false unless set
     * @return this
     */
    public LimitBuilder strictClose(boolean strict) {
        this.strictClose = strict;
        return this;
    }

    /**
     * The clock, for tests and simulations. It cannot wake anybody: with a clock of your own, asynchronous waits that have run
     * out are ended by whoever uses the limit next, and sleeping threads look at it each millisecond.
     *
     * @param nanos monotonic nanoseconds; the system's unless set
     * @return this
     */
    public LimitBuilder ticker(LongSupplier nanos) {
        this.ticker = Objects.requireNonNull(nanos, "ticker");
        return this;
    }

    /**
     * Reads settings from a flat map: {@code name}, {@code objective}, {@code limit} (fixed only), {@code initial-limit}, {@code min-limit},
     * {@code max-limit} (adaptive only), {@code health-limit}, {@code max-streams}, {@code strict-close}, {@code normal-floor}, {@code sheddable-floor}, {@code queue} ({@code none}, {@code budget} or
     * {@code bounded}), {@code queue-size}, {@code queue-max-wait}, {@code queue-newest-first}.
     *
     * @param settings texts by key
     * @return this
     * @throws IllegalArgumentException if a key is unknown or a text cannot be read
     */
    public LimitBuilder configure(Map<String, String> settings) {
        FlatConfig config = FlatConfig.of(settings);
        config.text("name", this::name);
        config.duration("objective", this::objective);
        if (fixed) {
            config.integer("limit", this::initialLimit);
        } else {
            config.integer("initial-limit", this::initialLimit);
            config.integer("min-limit", this::minLimit);
            config.integer("max-limit", this::maxLimit);
        }
        config.integer("health-limit", this::healthLimit);
        config.integer("max-streams", this::maxStreams);
        config.number("normal-floor", share -> floor(Priority.NORMAL, share));
        config.number("sheddable-floor", share -> floor(Priority.SHEDDABLE, share));
        config.flag("strict-close", this::strictClose);
        config.integer("queue-size", size -> queueSize = size);
        config.duration("queue-max-wait", wait -> queueMaxWait = wait);
        config.flag("queue-newest-first", newest -> queueNewestFirst = newest);
        config.text("queue", kind -> queue = queueNamed(kind));
        config.check();
        return this;
    }

    /**
     * Makes the limit.
     *
     * @return a limit with nothing under way
     * @throws IllegalArgumentException if an argument breaks its rule; all that do are named
     */
    public ConcurrencyLimit build() {
        List<String> broken = new ArrayList<>(0);
        check(broken, !name.isBlank(), "name must not be empty");
        check(broken, initialLimit >= 1, (fixed ? "limit" : "initialLimit") + " must be positive: " + initialLimit);
        check(
                broken,
                initialLimit <= MOST,
                (fixed ? "limit" : "initialLimit") + " must be at most " + MOST + ": " + initialLimit);
        check(broken, healthLimit >= 1 && healthLimit <= MOST, "healthLimit must be positive: " + healthLimit);
        check(broken, maxStreams >= 0 && maxStreams <= MOST, "maxStreams must not be negative: " + maxStreams);
        double floor = floors[Priority.NORMAL.lane] + floors[Priority.SHEDDABLE.lane];
        check(
                broken,
                floors[Priority.NORMAL.lane] >= 0 && floors[Priority.SHEDDABLE.lane] >= 0 && floor <= 0.5,
                "floor must be from 0 to 0.5, of all lanes together: " + floor);
        check(broken, floor == 0 || queue.size > 0, "a floor needs a queue");
        if (!fixed) {
            checkRange(broken);
        }
        Duration time = objective;
        if (time != null) {
            boolean kept = time.compareTo(Duration.ofMillis(1)) >= 0 && time.compareTo(Duration.ofHours(1)) <= 0;
            check(broken, kept, "objective must be from 1 ms to 1 h: " + time);
        }
        check(broken, time != null || !queue.budget, "a budget queue needs an objective");
        if (!broken.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", broken));
        }
        return new ConcurrencyLimit(this);
    }

    private void checkRange(List<String> broken) {
        check(broken, minLimit >= 1, "minLimit must be positive: " + minLimit);
        check(broken, maxLimit <= MOST, "maxLimit must be at most " + MOST + ": " + maxLimit);
        check(broken, minLimit <= maxLimit, "minLimit must be at most maxLimit: " + minLimit + " > " + maxLimit);
        check(
                broken,
                initialLimit >= minLimit && initialLimit <= maxLimit,
                "initialLimit must be from minLimit to maxLimit: " + initialLimit);
    }

    private Queue queueNamed(String kind) {
        return switch (kind) {
            case "none" -> Queue.none();
            case "budget" -> Queue.budget();
            case "bounded" -> {
                if (queueMaxWait == null) {
                    throw new IllegalArgumentException("queue-size and queue-max-wait are needed, too");
                }
                Queue bounded = Queue.bounded(queueSize, queueMaxWait);
                yield Boolean.TRUE.equals(queueNewestFirst) ? bounded.newestFirst() : bounded;
            }
            default -> throw new IllegalArgumentException("one of [none, budget, bounded] expected");
        };
    }

    private static void check(List<String> broken, boolean kept, String rule) {
        if (!kept) {
            broken.add(rule);
        }
    }
}
