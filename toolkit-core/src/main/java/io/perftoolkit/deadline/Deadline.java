package io.perftoolkit.deadline;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A point on the monotonic clock before which an answer is wanted.
 *
 * <p>Pass it as an argument wherever the called API is yours:
 *
 * {@snippet class="io.perftoolkit.deadline.DeadlineExample" region="pass"}
 *
 * <p>Where it is not, make it {@linkplain #call current} for the time of a call. What is called takes the
 * {@link #current()} one, cut to the longest that it waits by itself:
 *
 * {@snippet class="io.perftoolkit.deadline.DeadlineExample" region="current"}
 *
 * <p>Immutable and thread-safe. The clock is {@link System#nanoTime()}, so a deadline means nothing to another process;
 * {@link DeadlineText} tells the time that remains instead. Deadlines further away than {@link #LONGEST} are
 * {@link #NONE}.
 *
 * @since 0.1
 */
public sealed class Deadline {
    /*
     * Invariant: points of the same ticker are compared by their difference, which is right as long as they lie within
     * 2^63 ns of each other; no deadline is made further away than LONGEST, a quarter of that. A comparison by < breaks when
     * the clock wraps around (DeadlineTest, whose tickers start beside Long.MAX_VALUE).
     *
     * The current deadline is in a ThreadLocal, set and set back by call(). A ScopedValue would do the same and could not be left
     * behind, but it is not in the JDK 17 that this is compiled for. It is set back to null, never to a deadline, so a
     * pool's thread keeps no class of ours alive.
     *
     * Layout: header, long, reference; 24 bytes (DeadlineTest.layout_is24Bytes).
     */

    /** The longest deadline there is, some 73 years; what is longer is {@link #NONE}. */
    public static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 4);

    /** The clock of deadlines that never come. */
    private static final LongSupplier NEVER = Deadline::never;

    /** No deadline: never expires, and {@link #remainingNanos} is {@link Long#MAX_VALUE}. */
    public static final Deadline NONE = new Deadline(0, NEVER);

    private static final ThreadLocal<@Nullable Deadline> CURRENT = new ThreadLocal<>();
    private static final Duration SHORTEST = LONGEST.negated();
    private static final long LONGEST_NANOS = LONGEST.toNanos();
    private static final long LEAST_MARGIN_NANOS = 1_000_000;
    private static final int MARGIN_SHARE = 50;

    private final long atNanos;

    /** Null stands for the system's, which is called without a detour. */
    private final @Nullable LongSupplier ticker;

    private Deadline(long atNanos, @Nullable LongSupplier ticker) {
        this.atNanos = atNanos;
        this.ticker = ticker;
    }

    /**
     * The deadline that ends a span beginning now.
     *
     * @param span how long; zero or negative for one that has expired, longer than {@link #LONGEST} for {@link #NONE}
     * @return the deadline
     */
    public static Deadline after(Duration span) {
        long nanos = nanosOf(span);
        return nanos > LONGEST_NANOS ? NONE : new Deadline(System.nanoTime() + nanos, null);
    }

    /**
     * The deadline that ends a span beginning now, on a clock of your own.
     *
     * @param span how long, as in {@link #after(Duration)}
     * @param ticker a monotonic clock in nanoseconds; a test's, for example
     * @return the deadline
     */
    public static Deadline after(Duration span, LongSupplier ticker) {
        Objects.requireNonNull(ticker, "ticker");
        long nanos = nanosOf(span);
        return nanos > LONGEST_NANOS ? NONE : new Deadline(ticker.getAsLong() + nanos, ticker);
    }

    /**
     * A deadline for work that outlives its caller: writing a log or refreshing an entry after the answer is out. Where
     * {@link #call} makes it current, it replaces the caller's deadline instead of being cut by it.
     *
     * @param max how long the work may take, as in {@link #after(Duration)}
     * @return the deadline
     */
    public static Deadline detached(Duration max) {
        long nanos = nanosOf(max);
        return nanos > LONGEST_NANOS ? Detached.UNBOUNDED : new Detached(System.nanoTime() + nanos, null);
    }

    /**
     * The deadline of the call that this thread is in.
     *
     * @return that of the innermost {@link #call} or {@link #run}, {@link #NONE} outside of them
     */
    public static Deadline current() {
        Deadline current = CURRENT.get();
        return current == null ? NONE : current;
    }

    /**
     * How much time is left.
     *
     * @return zero once expired; of {@link #NONE} the longest that nanoseconds in a {@code long} can tell
     */
    public Duration remaining() {
        return Duration.ofNanos(remainingNanos());
    }

    /**
     * How much time is left, in nanoseconds.
     *
     * @return zero once expired, {@link Long#MAX_VALUE} for {@link #NONE}, never negative
     */
    public long remainingNanos() {
        return isNone() ? Long.MAX_VALUE : Math.max(0, atNanos - now());
    }

    /**
     * Whether no time is left.
     *
     * @return never true for {@link #NONE}
     */
    public boolean isExpired() {
        return !isNone() && atNanos - now() <= 0;
    }

    /**
     * Whether this never expires.
     *
     * @return true for {@link #NONE}, and for a {@linkplain #detached detached} one without an end
     */
    @SuppressWarnings("ReferenceEquality") // there is one such clock
    public boolean isNone() {
        return ticker == NEVER;
    }

    /**
     * The one of two that ends first. Deadlines of different clocks are compared by the time that remains to each.
     *
     * @param other the other one
     * @return this or {@code other}; this if they are equal
     */
    @SuppressWarnings(
            "ReferenceEquality") // points of two clocks cannot be compared, however equal the clocks say they are
    public Deadline earlierOf(Deadline other) {
        if (other.isNone()) {
            return this;
        }
        if (isNone()) {
            return other;
        }
        long later =
                ticker == other.ticker ? atNanos - other.atNanos : (atNanos - now()) - (other.atNanos - other.now());
        return later > 0 ? other : this;
    }

    /**
     * This deadline, or the end of a span beginning now if that comes first. What waits by itself does so with
     * {@code Deadline.current().clampedTo(maxWait)}.
     *
     * @param max the longest that is accepted, as in {@link #after(Duration)}
     * @return a deadline of the same clock, of the system's if there was none; this one if it ends first
     */
    public Deadline clampedTo(Duration max) {
        long nanos = nanosOf(max);
        if (nanos > LONGEST_NANOS) {
            return this;
        }
        if (isNone()) {
            return at(System.nanoTime() + nanos, null);
        }
        long end = now() + nanos;
        return atNanos - end <= 0 ? this : at(end, ticker);
    }

    /**
     * A deadline that leaves a margin before this one, for what still has to be done after the work.
     *
     * @param margin how much earlier, not negative
     * @return a deadline of the same clock; {@link #NONE} for {@link #NONE}
     * @throws IllegalArgumentException if the margin is negative
     */
    public Deadline minus(Duration margin) {
        long nanos = nanosOf(margin);
        if (nanos < 0) {
            throw new IllegalArgumentException("margin must not be negative: " + margin);
        }
        return minusNanos(nanos);
    }

    /**
     * The deadline for a call to the next process: a fiftieth of what remains, and at least a millisecond, is kept for
     * one's own answer.
     *
     * @return a deadline of the same clock; {@link #NONE} for {@link #NONE}
     */
    public Deadline forNextHop() {
        return minusNanos(Math.max(LEAST_MARGIN_NANOS, remainingNanos() / MARGIN_SHARE));
    }

    /**
     * Throws if no time is left. For the places in a long computation where it can stop.
     *
     * @param who who would go on, for the message
     * @param what what it would do, for the message
     * @throws DeadlineExceededException if this has expired
     */
    public void throwIfExpired(String who, String what) {
        if (isExpired()) {
            throw new DeadlineExceededException(who, what, Duration.ZERO);
        }
    }

    /**
     * Calls with this deadline {@linkplain #current current} in this thread. Inside another call the earlier of the two
     * deadlines counts, unless this one is {@linkplain #detached detached}.
     *
     * @param <T> of the result
     * @param work what to call
     * @return its result
     * @throws Exception what it throws
     */
    public <T extends @Nullable Object> T call(Callable<T> work) throws Exception {
        Deadline outer = CURRENT.get();
        CURRENT.set(inside(outer));
        try {
            return work.call();
        } finally {
            CURRENT.set(outer);
        }
    }

    /**
     * Runs with this deadline {@linkplain #current current} in this thread, as {@link #call} does.
     *
     * @param work what to run
     */
    public void run(Runnable work) {
        Deadline outer = CURRENT.get();
        CURRENT.set(inside(outer));
        try {
            work.run();
        } finally {
            CURRENT.set(outer);
        }
    }

    /** The time that is left, for a log line. */
    @Override
    public String toString() {
        return isNone() ? "Deadline[none]" : "Deadline[" + remaining() + " left]";
    }

    @Nullable
    Deadline inside(@Nullable Deadline outer) {
        return outer == null ? (this == NONE ? null : this) : outer.earlierOf(this);
    }

    Deadline at(long nanos, @Nullable LongSupplier clock) {
        return new Deadline(nanos, clock);
    }

    private Deadline minusNanos(long margin) {
        if (isNone()) {
            return this;
        }
        long now = now();
        return atNanos - now > margin ? at(atNanos - margin, ticker) : at(now + Math.min(0, atNanos - now), ticker);
    }

    private long now() {
        LongSupplier own = ticker;
        return own == null ? System.nanoTime() : own.getAsLong();
    }

    private static long never() {
        return 0;
    }

    /** Saturated beyond {@link #LONGEST}, on both sides. */
    private static long nanosOf(Duration span) {
        if (span.compareTo(LONGEST) > 0) {
            return Long.MAX_VALUE;
        }
        return span.compareTo(SHORTEST) < 0 ? -LONGEST_NANOS : span.toNanos();
    }

    /** Is not cut by the caller's deadline. A class of its own, because a flag would cost each deadline eight bytes. */
    private static final class Detached extends Deadline {
        static final Deadline UNBOUNDED = new Detached(0, NEVER);

        Detached(long atNanos, @Nullable LongSupplier ticker) {
            super(atNanos, ticker);
        }

        @Override
        Deadline at(long nanos, @Nullable LongSupplier clock) {
            return new Detached(nanos, clock);
        }

        @Override
        Deadline inside(@Nullable Deadline outer) {
            return this;
        }
    }
}
