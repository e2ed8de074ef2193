package io.perftoolkit.task;

import io.perftoolkit.count.StripedCounter;
import io.perftoolkit.latency.LatencyRecorder;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The workers of one scheduler, and what they share. */
final class Crew {
    /*
     * Invariant: the crew ends once, when it is closing, every worker sleeps, and no task is visible. Nothing can become
     * visible after that: the stripes refuse what comes from outside before the phase changes, and rings, slots and the
     * overflow are filled by workers only, who all sleep. So every accepted task has run or was taken out by
     * shutdownNow() (ExactlyOnceTest, ShutdownTest).
     */

    /** How many tasks a worker moves from a stripe to its ring at once. */
    static final int BATCH = 64;

    private static final int RING = 256;
    private static final VarHandle PHASE;

    static {
        try {
            PHASE = MethodHandles.lookup().findVarHandle(Crew.class, "phase", Phase.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final Injection injection;
    final Sleepers sleepers;
    final Errors errors;
    final int batch;
    final StripedCounter stalls = new StripedCounter();
    final StripedCounter dropped = new StripedCounter();
    final LatencyRecorder runDelay;
    private final Worker[] workers;
    private final LongSupplier ticker;
    private final long bornNanos;
    private final AtomicInteger alive;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Phase phase = Phase.OPEN;

    /** The threads are made and not started yet. */
    Crew(Settings settings) {
        int count = settings.workers();
        sleepers = new Sleepers(count);
        errors = new Errors(settings.handler(), settings.ticker());
        // A small bound would mean little if each worker hid a large batch from it.
        batch = (int) Math.min(BATCH, settings.maxQueued() / (4L * count));
        ticker = settings.ticker();
        runDelay = LatencyRecorder.builder().ticker(ticker).build();
        injection = new Injection(count, runDelay);
        alive = new AtomicInteger(count);
        bornNanos = now();
        workers = new Worker[count];
        for (int i = 0; i < count; i++) {
            workers[i] = new Worker(
                    this,
                    i,
                    new Ring(settings.ring(), settings.ringStart()),
                    settings.name() + "-" + (i + 1),
                    settings.stackSize(),
                    settings.priority());
        }
    }

    void start() {
        for (Worker worker : workers) {
            worker.thread.start();
        }
    }

    Worker[] workers() {
        return workers;
    }

    long now() {
        return ticker.getAsLong();
    }

    long bornNanos() {
        return bornNanos;
    }

    Phase phase() {
        return phase;
    }

    boolean isStopping() {
        return phase.atLeast(Phase.STOPPING);
    }

    boolean hasEnded() {
        return phase == Phase.ENDED;
    }

    /** Whether a sleeper could take a task somewhere. Volatile reads only: see {@link Sleepers}. */
    boolean workVisible() {
        if (!injection.isEmpty()) {
            return true;
        }
        for (Worker worker : workers) {
            if (!worker.ring.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** Goes on to a later phase; what comes from outside is refused before that is seen. */
    void advance(Phase to) {
        injection.close();
        Phase seen = phase;
        while (!seen.atLeast(to)) {
            Phase before = (Phase) PHASE.compareAndExchange(this, seen, to);
            if (before == seen) {
                break;
            }
            seen = before;
        }
        sleepers.wakeOne(); // the last one to fall asleep again ends the crew, if there is nothing to do
    }

    /** By a worker that fell asleep as the last one and saw no work after that. */
    void endIfClosing() {
        if (phase.atLeast(Phase.DRAINING) && sleepers.awake() == 0 && !workVisible()) {
            phase = Phase.ENDED;
            sleepers.wakeAll();
        }
    }

    /** A worker's thread ends. */
    void gone() {
        if (alive.decrementAndGet() == 0) {
            ended.countDown();
        }
    }

    CountDownLatch ended() {
        return ended;
    }

    /** Takes out what has not begun. What a worker has in its hands at this moment counts as begun, and runs. */
    List<Runnable> takeOut() {
        List<Runnable> tasks = new ArrayList<>();
        injection.drainTo(task -> addDropped(tasks, task));
        for (Worker worker : workers) {
            worker.ring.drainTo(task -> addDropped(tasks, task));
            Runnable task = worker.slot.take();
            if (task != null) {
                addDropped(tasks, task);
            }
        }
        dropped.add(tasks.size());
        return tasks;
    }

    /** Adds what was submitted, unless it has begun before its turn. */
    static void addDropped(List<Runnable> tasks, Runnable task) {
        Runnable own = Wrapped.unwrap(task);
        if (!(own instanceof Droppable early) || early.drop()) {
            tasks.add(own);
        }
    }

    void interruptAll() {
        for (Worker worker : workers) {
            worker.thread.interrupt();
        }
    }

    void interruptIfStopping() {
        if (isStopping()) {
            Thread.currentThread().interrupt();
        }
    }

    /** What a scheduler is built with. */
    record Settings(
            int workers,
            String name,
            long stackSize,
            int priority,
            long maxQueued,
            int ring,
            int ringStart,
            Thread.@Nullable UncaughtExceptionHandler handler,
            LongSupplier ticker) {
        static final int DEFAULT_RING = RING;
    }
}
