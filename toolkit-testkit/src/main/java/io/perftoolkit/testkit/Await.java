package io.perftoolkit.testkit;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A wait for something that another thread will do, with a limit and with words for when it does not happen.
 *
 * <p>The condition is looked at again and again, at first without a pause, then at most a millisecond apart; the wait
 * ends with the first look that finds it true. At least one look begins after the limit, so a machine that stood still
 * for the whole limit fails no test whose condition became true meanwhile. The limit is real time: make it generous, it
 * costs nothing when the condition becomes true.
 *
 * {@snippet class="io.perftoolkit.testkit.AwaitExample" region="await"}
 *
 * <p>Immutable and thread-safe. Conditions run on the waiting thread; what they throw ends the wait and passes unchanged.
 *
 * @since 0.1
 */
public final class Await {
    private static final int SPINS = 64;
    private static final long FIRST_PAUSE_NANOS = 10_000;
    private static final long LONGEST_PAUSE_NANOS = 1_000_000;

    private final Duration limit;
    private final long limitNanos;

    private Await(Duration limit) {
        this.limit = limit;
        this.limitNanos = limit.toNanos();
    }

    /**
     * A wait of at most {@code limit}.
     *
     * @param limit how long to wait before the condition counts as failed, positive
     * @return the wait, to be used as often as wanted
     * @throws IllegalArgumentException if {@code limit} is not positive
     * @throws ArithmeticException if {@code limit} is longer than 2<sup>63</sup>-1 ns (292 years)
     */
    public static Await atMost(Duration limit) {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("limit must be positive: " + limit);
        }
        return new Await(limit);
    }

    /**
     * Waits until {@code condition} is true.
     *
     * @param what what is waited for, in the words of the failure: {@code "the server has closed"}
     * @param condition looked at until it is true
     * @throws AssertionError if it is not true within the limit
     * @throws InterruptedException if the thread is interrupted and the condition is not true
     */
    public void until(String what, BooleanSupplier condition) throws InterruptedException {
        Objects.requireNonNull(condition, "condition");
        until(what, condition::getAsBoolean, seen -> seen);
    }

    /**
     * Waits until the value satisfies {@code condition}.
     *
     * @param what what is waited for, in the words of the failure: {@code "two connections are open"}
     * @param value read until it satisfies the condition; the failure shows what was read last
     * @param condition what the value must satisfy
     * @param <T> the type of the value
     * @return the value that satisfied the condition
     * @throws AssertionError if no value does within the limit
     * @throws InterruptedException if the thread is interrupted and the value does not satisfy the condition
     */
    public <T extends @Nullable Object> T until(
            String what, Supplier<? extends T> value, Predicate<? super T> condition) throws InterruptedException {
        Objects.requireNonNull(what, "what");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(condition, "condition");
        long startNanos = System.nanoTime();
        for (long looks = 1; ; looks++) {
            // Read before the look: the look that decides on failure has to begin after the limit.
            boolean last = System.nanoTime() - startNanos >= limitNanos;
            T seen = value.get();
            if (condition.test(seen)) {
                return seen;
            }
            if (last) {
                throw new AssertionError(what + ": not within " + limit + "; last seen: " + seen);
            }
            pause(looks);
        }
    }

    private static void pause(long looks) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (looks <= SPINS) {
            Thread.onSpinWait();
        } else {
            LockSupport.parkNanos(Math.min(LONGEST_PAUSE_NANOS, FIRST_PAUSE_NANOS * (looks - SPINS)));
        }
    }
}
