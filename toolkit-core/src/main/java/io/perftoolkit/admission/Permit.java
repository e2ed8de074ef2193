package io.perftoolkit.admission;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
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
     * Invariant: a slot that was taken is given back once. Whoever changes the state from HELD gives it back. In closeAs and in
     * strict limits the exchange is atomic, or two closers would both find HELD (PermitStress.DoubleClose, StrictClose; their
     * LoadThenStoreControl must see both). close() checks and then stores, which is as good for everybody but two threads that
     * close one permit in the same moment; PlainCloseControl shows what they would do.
     *
     * Ordering: the exchange publishes the outcome to nobody but this thread. All other fields are written before the permit
     * is handed over by the limit, through the lock of the line or in the same thread.
     *
     * Layout: 32 bytes with compressed references (PermitLayoutTest); one more field would make it 40.
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

    private static final byte UNTOLD = -1;
    private static final Outcome[] OUTCOMES = Outcome.values();
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
    private byte told;
    private boolean binding;
    private boolean timed;
    private long startNanos;
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
     * The work was turned away further down, by a peer that said when to come again. As {@link #dropped()}; and an adaptive limit
     * does not grow before that time.
     *
     * @param retryAfter from now on; a minute at most counts
     * @throws IllegalStateException if an outcome was told before, or this is not held
     */
    @SuppressWarnings("NullAway") // a held permit has a limit
    public final void dropped(Duration retryAfter) {
        tell(Outcome.DROPPED);
        limit.pushedBack(retryAfter);
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
     * Gives the slot back, with the outcome that was told. For one thread: a second call is found, but two calls in the same moment may
     * both pass, unless the limit has {@linkplain LimitBuilder#strictClose strict closes}; where two threads may end the same work, both
     * use {@link #closeAs}.
     *
     * @throws IllegalStateException if it was given back before, or never acquired
     */
    @Override
    @SuppressWarnings("NullAway") // a held permit has a limit
    public final void close() {
        int outcome = told;
        boolean held = (int) STATE.getOpaque(this) == HELD;
        if (held && limit.isStrict()) {
            held = (int) STATE.getAndSet(this, FREE) == HELD;
        } else {
            STATE.setOpaque(this, FREE);
        }
        if (!held) {
            throw new IllegalStateException(
                    "permit of " + (limit == null ? "nothing" : limit.name()) + " closed twice");
        }
        limit.ended(kind, outcome == UNTOLD ? Outcome.FAILED.cell : outcome, binding, timed, startNanos);
    }

    /**
     * Tells the outcome and gives the slot back, unless another one has done so.
     *
     * @param end the outcome; one told before counts instead
     * @return whether this call has given it back
     */
    @SuppressWarnings("NullAway") // a held permit has a limit
    public final boolean closeAs(Outcome end) {
        int outcome = told;
        if ((int) STATE.getAndSet(this, FREE) != HELD) {
            return false;
        }
        limit.ended(kind, outcome == UNTOLD ? end.cell : outcome, binding, timed, startNanos);
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
    final void start(ConcurrencyLimit by, byte newKind, boolean atTheLimit, boolean isTimed, long nowNanos) {
        limit = by;
        kind = newKind;
        told = UNTOLD;
        binding = atTheLimit;
        timed = isTimed;
        startNanos = nowNanos;
        STATE.setRelease(this, HELD);
    }

    final void requireFree() {
        if (isHeld()) {
            throw new IllegalStateException("permit is held; it must be closed before it is acquired again");
        }
    }

    private void tell(Outcome outcome) {
        if (!isHeld() || told != UNTOLD) {
            throw new IllegalStateException(
                    isHeld()
                            ? "outcome was told before: " + OUTCOMES[told]
                            : "permit is not held: outcome " + outcome + " is too late");
        }
        told = (byte) outcome.cell;
    }
}
