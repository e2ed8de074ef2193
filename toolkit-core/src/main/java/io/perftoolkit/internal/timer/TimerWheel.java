package io.perftoolkit.internal.timer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rings {@link Alarm}s at their time, to about a millisecond and never early.
 *
 * <p>Arming and cancelling are lock-free and O(1), whatever the number of alarms. A wheel has a thread only while something
 * waits; it ends by itself when nothing has waited for some seconds, so a wheel needs no closing. A cancelled alarm is let go
 * within about a second.
 */
public final class TimerWheel {
    /*
     * Invariant: what was armed rings. Whoever arms first puts the alarm into the inbox and then looks for the thread and the tick
     * of its next waking; the thread first tells when it will wake, or that it ends, and then looks into the inbox. Both
     * write and then read, with volatile semantics, so at least one of them sees the other
     * (TimerWheelTest.arm_fromManyThreads_eachRings starts and ends the thread all the time).
     *
     * The inbox is a stack that is taken as a whole, so there is no ABA. An alarm is in it at most once: one that is cancelled on
     * its way in is not put in again.
     */

    /** A bit more than a millisecond, because a shift is cheaper than a division. */
    static final int TICK_SHIFT = 20;

    private static final Logger LOG = LoggerFactory.getLogger(TimerWheel.class);
    private static final long AWAKE = Long.MIN_VALUE;
    private static final long NEVER = Long.MAX_VALUE;
    private static final long SWEEP_TICKS = 1_000;
    private static final long KEEP_ALIVE_NANOS = 5_000_000_000L;

    private static final VarHandle INBOX;
    private static final VarHandle WORKER;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            INBOX = lookup.findVarHandle(TimerWheel.class, "inbox", Alarm.class);
            WORKER = lookup.findVarHandle(TimerWheel.class, "worker", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final LongSupplier ticker;
    private final @Nullable ThreadFactory threads;
    private final long keepAliveNanos;
    private final long startNanos;
    private final Slots slots = new Slots();
    private volatile @Nullable Alarm inbox;
    private volatile @Nullable Thread worker;
    private volatile long wakeTick = AWAKE;
    private boolean failed; // of whoever turns the wheel

    /**
     * Creates a wheel with a thread of its own while something waits.
     *
     * @param threads who makes that thread
     */
    public TimerWheel(ThreadFactory threads) {
        this(System::nanoTime, threads, KEEP_ALIVE_NANOS);
    }

    TimerWheel(LongSupplier ticker, @Nullable ThreadFactory threads, long keepAliveNanos) {
        this.ticker = ticker;
        this.threads = threads;
        this.keepAliveNanos = keepAliveNanos;
        this.startNanos = ticker.getAsLong();
    }

    /**
     * A wheel without a thread, for tests and simulations: whoever owns it calls {@link #runDue}.
     *
     * @param ticker its clock
     * @return a new wheel
     */
    public static TimerWheel manual(LongSupplier ticker) {
        return new TimerWheel(ticker, null, KEEP_ALIVE_NANOS);
    }

    /**
     * The wheel of the process. Shared, because one thread serves any number of waits; alarms of one owner know nothing of those
     * of another.
     *
     * @return always the same
     */
    public static TimerWheel shared() {
        return Shared.WHEEL;
    }

    /**
     * Lets an alarm ring after a delay.
     *
     * @param alarm not armed before
     * @param delayNanos how long from now; zero or less for at once, on the wheel's thread
     * @throws IllegalStateException if it was armed before
     */
    public void arm(Alarm alarm, long delayNanos) {
        if (!alarm.move(Alarm.NEW, Alarm.PENDING)) {
            throw new IllegalStateException("alarm was armed before");
        }
        long dueNanos = ticker.getAsLong() - startNanos + Math.max(0, Math.min(delayNanos, Long.MAX_VALUE / 2));
        alarm.dueTick = (dueNanos + (1L << TICK_SHIFT) - 1) >>> TICK_SHIFT;
        long dueTick = alarm.dueTick; // once it is in the inbox it is no longer ours
        put(alarm);
        Thread thread = worker;
        if (thread == null) {
            startWorker();
        } else if (dueTick < wakeTick) {
            LockSupport.unpark(thread);
        }
    }

    /**
     * Lets an alarm not ring.
     *
     * @param alarm armed on this wheel, or not at all
     * @return whether it will not ring because of this call; false if it rings or has rung, was cancelled before, or was never armed
     */
    public boolean cancel(Alarm alarm) {
        if (alarm.move(Alarm.PENDING, Alarm.CANCELLED)) {
            return true; // on its way in: it is dropped there
        }
        if (alarm.move(Alarm.LINKED, Alarm.CANCELLED)) {
            put(alarm);
            return true;
        }
        return false;
    }

    /**
     * Rings what is due. Only for a {@linkplain #manual manual} wheel, by one thread at a time.
     *
     * @return how many have rung
     */
    public int runDue() {
        requireManual();
        return turn();
    }

    /**
     * When {@link #runDue} should be called next. Only for a {@linkplain #manual manual} wheel.
     *
     * @return nanoseconds from now, not negative, at which something may be due; {@link Long#MAX_VALUE} if nothing is armed
     */
    public long nextDueNanos() {
        requireManual();
        drain();
        long next = slots.nextTick();
        return next == NEVER ? NEVER : Math.max(0, (next << TICK_SHIFT) - (ticker.getAsLong() - startNanos));
    }

    /** The alarms in slots; for tests of a manual wheel. */
    int linked() {
        return slots.size();
    }

    /** Whether a thread is there; for tests. */
    boolean hasThread() {
        return worker != null;
    }

    private void put(Alarm alarm) {
        Alarm first;
        do {
            first = inbox;
            alarm.nextInInbox = first;
        } while (!INBOX.weakCompareAndSet(this, first, alarm));
    }

    private int turn() {
        drain();
        Ringing ringing = new Ringing();
        slots.advance((ticker.getAsLong() - startNanos) >>> TICK_SHIFT, ringing::ring);
        return ringing.count;
    }

    private void drain() {
        Alarm alarm = inbox == null ? null : (Alarm) INBOX.getAndSet(this, null);
        while (alarm != null) {
            Alarm next = alarm.nextInInbox;
            alarm.nextInInbox = null;
            if (alarm.state() == Alarm.PENDING) {
                slots.link(alarm); // before the state tells of it: a cancel from then on puts it in the inbox again
                if (!alarm.move(Alarm.PENDING, Alarm.LINKED)) {
                    slots.unlink(alarm);
                }
            } else {
                slots.unlink(alarm);
            }
            alarm = next;
        }
    }

    private void startWorker() {
        ThreadFactory factory = threads;
        if (factory == null) {
            return;
        }
        Thread thread = factory.newThread(this::work);
        if (!WORKER.compareAndSet(this, null, thread)) {
            return; // another one was faster
        }
        try {
            thread.start();
        } catch (Throwable e) { // no more threads: whoever arms next tries again
            worker = null;
            throw e;
        }
    }

    private void work() {
        Thread self = Thread.currentThread();
        long idleSince = ticker.getAsLong();
        while (true) {
            boolean interrupted = Thread.interrupted(); // by an alarm, at most: nobody else knows this thread
            wakeTick = AWAKE;
            turn();
            long nowNanos = ticker.getAsLong();
            if (slots.size() > 0) {
                idleSince = nowNanos;
            } else if (!interrupted && nowNanos - idleSince > keepAliveNanos) {
                worker = null;
                if (inbox == null || !WORKER.compareAndSet(this, null, self)) {
                    return;
                }
            }
            long nowTick = (nowNanos - startNanos) >>> TICK_SHIFT;
            long next = slots.size() == 0 ? NEVER : Math.min(slots.nextTick(), nowTick + SWEEP_TICKS);
            wakeTick = next;
            if (inbox == null) {
                long park = next == NEVER ? keepAliveNanos : (next << TICK_SHIFT) - (nowNanos - startNanos);
                LockSupport.parkNanos(this, Math.max(1, park));
            }
        }
    }

    private void requireManual() {
        if (threads != null) {
            throw new IllegalStateException("this wheel is turned by its own thread");
        }
    }

    /** Counts, and keeps the failure of one alarm from the others. */
    private final class Ringing {
        int count;

        void ring(Alarm alarm) {
            if (!alarm.move(Alarm.LINKED, Alarm.RUNG)) {
                return; // cancelled; the inbox holds it, and finds it unlinked
            }
            count++;
            try {
                alarm.ring();
            } catch (RuntimeException | Error e) { // the other alarms must ring
                if (!failed) {
                    failed = true;
                    LOG.error("An alarm of {} failed; further failures are not logged", alarm.getClass(), e);
                }
            }
        }
    }

    /** Made when somebody first asks. */
    private static final class Shared {
        static final TimerWheel WHEEL = new TimerWheel(Shared::thread);

        /** Inherits nothing from whoever happened to arm first: neither thread-locals nor a class loader. */
        private static Thread thread(Runnable work) {
            Thread thread = new Thread(null, work, "perftoolkit-timer-1", 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(TimerWheel.class.getClassLoader());
            return thread;
        }
    }
}
