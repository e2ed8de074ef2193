package io.perftoolkit.internal.timer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Something that is to happen at a time, unless it is cancelled before. Extended by whoever waits, so that a wait costs one
 * object and no other.
 *
 * <p>Armed once by {@link TimerWheel#arm}; after it has rung or was cancelled it cannot be armed again.
 */
public abstract class Alarm {
    /*
     * Invariant: exactly one of ring and cancel wins; both leave PENDING or LINKED by compare-and-set (TimerWheelStress; its
     * LoadThenStore control must see both win).
     *
     * Ordering: the compare-and-set publishes what the winner did before. All other fields but the state belong to the
     * inbox while it is on its way, and then to the thread that turns the wheel.
     *
     * Layout: 40 bytes with compressed references, which leaves a million alarms of up to 24 bytes of their own below 64
     * bytes each (TimerWheelLayoutTest).
     */

    static final int NEW = 0;
    static final int PENDING = 1; // on its way in the inbox
    static final int LINKED = 2; // in a slot
    static final int RUNG = 3;
    static final int CANCELLED = 4;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Alarm.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile int state;

    /** In which slot it is linked; meaningless before and after. */
    int slot = Slots.NOWHERE;

    long dueTick;

    @Nullable
    Alarm next;

    @Nullable
    Alarm previous;

    /** In the inbox: coming in, or cancelled and to be taken out. */
    @Nullable
    Alarm nextInInbox;

    /** An alarm that is not armed. */
    protected Alarm() {}

    /** Happens at the time, on the wheel's thread. What it throws is logged once and otherwise lost. */
    protected abstract void ring();

    /**
     * Whether it will still ring.
     *
     * @return false before it is armed, and after it has rung or was cancelled
     */
    public final boolean isArmed() {
        int now = state;
        return now == PENDING || now == LINKED;
    }

    final int state() {
        return state;
    }

    final boolean move(int from, int to) {
        return STATE.compareAndSet(this, from, to);
    }
}
