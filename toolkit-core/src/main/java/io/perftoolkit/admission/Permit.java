package io.perftoolkit.admission;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The right to be under way, lent by a {@link ConcurrencyLimit} and given back by {@link #close}.
 *
 * <p>What became of the work is told once, before closing. A permit that is closed untold counts as {@link Outcome#FAILED}.
 * Closing twice, or telling afterwards, is found and refused.
 *
 * {@snippet class="io.perftoolkit.admission.AdmissionExample" region="door"}
 *
 * <p>A server that has an object for each exchange anyway lets it extend this class and hands it to
 * {@link ConcurrencyLimit#tryAcquireInto}, so that admission allocates nothing. Such a permit may be acquired again after it was
 * closed; who keeps the former holder's reference then closes the next one's, which nothing can find.
 *
 * <p>One thread at a time tells and closes. Where two may end the same work, as an answer and a cancellation, both use
 * {@link #closeAs}, and one of them wins.
 *
 * @since 0.1
 */
public class Permit implements AutoCloseable {
    /*
     * Invariant: a slot that was taken is given back once. Whoever changes the state from HELD gives it back; the exchange is
     * atomic, or two closers would both find HELD (PermitStress.DoubleClose; its LoadThenStoreControl must see both).
     *
     * Ordering: the exchange publishes the outcome to nobody but this thread. All other fields are written before the permit
     * is handed over by the limit, through the lock of the line or in the same thread.
     */

    /** What became of the work. */
    public enum Outcome {
        /** Done. Its time is a sample. */
        SUCCEEDED(0),
        /** Wrong by our own fault. A sample only if it took too long: failing fast is no capacity. */
        FAILED(1),
        /** Timed out, cancelled by its deadline, or turned away further down as overload: a late sample, however long it took. */
        DROPPED(2),
        /** Says nothing about load: bad input, a client that hung up, a refusal by a gate. No sample. */
        IGNORED(3);

        /** Where it is counted. */
        final int cell;

        Outcome(int cell) {
            this.cell = cell;
        }

        /** The name in small letters, as it stands in metrics. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static final byte DOOR = 0;
    static final byte HEALTH = 1;
    static final byte STREAM = 2;

    private static final int FREE = 0;
    private static final int HELD = 1;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Permit.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // read and written by STATE
    private int state;

    private byte kind;
    private boolean binding;
    private long startNanos;
    private @Nullable Outcome outcome;
    private @Nullable ConcurrencyLimit limit;

    /** A permit for nothing yet. Acquired by {@link ConcurrencyLimit#tryAcquireInto} and its like. */
    public Permit() {}

    /**
     * The work is done.
     *
     * @throws IllegalStateException if an outcome was told before, or this is not held
     */
    public final void succeeded() {
        tell(Outcome.SUCCEEDED);
    }

    /**
     * The work went wrong by our own fault.
     *
     * @throws IllegalStateException if an outcome was told before, or this is not held
     */
    public final void failed() {
        tell(Outcome.FAILED);
    }

    /**
     * The work was given up: too late, or turned away further down as overload.
     *
     * @throws IllegalStateException if an outcome was told before, or this is not held
     */
    public final void dropped() {
        tell(Outcome.DROPPED);
    }

    /**
     * The work says nothing about load.
     *
     * @throws IllegalStateException if an outcome was told before, or this is not held
     */
    public final void ignored() {
        tell(Outcome.IGNORED);
    }

    /**
     * Gives the slot back, with the outcome that was told.
     *
     * @throws IllegalStateException if it was given back before, or never acquired
     */
    @Override
    public final void close() {
        Outcome told = outcome;
        if ((int) STATE.getAndSet(this, FREE) != HELD) {
            throw new IllegalStateException(
                    "permit of " + (limit == null ? "nothing" : limit.name()) + " closed twice");
        }
        end(told == null ? Outcome.FAILED : told);
    }

    /**
     * Tells the outcome and gives the slot back, unless another one has done so.
     *
     * @param end the outcome; one told before counts instead
     * @return whether this call has given it back
     */
    public final boolean closeAs(Outcome end) {
        Outcome told = outcome;
        if ((int) STATE.getAndSet(this, FREE) != HELD) {
            return false;
        }
        end(told == null ? end : told);
        return true;
    }

    /**
     * Whether a slot is held.
     *
     * @return false before it is acquired and after it was closed
     */
    public final boolean isHeld() {
        return (int) STATE.getAcquire(this) == HELD;
    }

    /** A slot was taken for this permit. */
    final void start(ConcurrencyLimit by, byte newKind, boolean atTheLimit, long nowNanos) {
        limit = by;
        kind = newKind;
        binding = atTheLimit;
        startNanos = nowNanos;
        outcome = null;
        STATE.setRelease(this, HELD);
    }

    final void requireFree() {
        if (isHeld()) {
            throw new IllegalStateException("permit is held; it must be closed before it is acquired again");
        }
    }

    private void tell(Outcome told) {
        if (!isHeld() || outcome != null) {
            throw new IllegalStateException(
                    isHeld()
                            ? "outcome was told before: " + outcome
                            : "permit is not held: outcome " + told + " is too late");
        }
        outcome = told;
    }

    @SuppressWarnings("NullAway") // a held permit has a limit
    private void end(Outcome end) {
        limit.ended(kind, end, binding, startNanos);
    }
}
