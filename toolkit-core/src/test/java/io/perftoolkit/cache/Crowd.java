package io.perftoolkit.cache;

import io.perftoolkit.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Threads that begin together; what one of them throws fails the test. Closing waits for all. */
final class Crowd implements AutoCloseable {
    private static final long LIMIT_SECONDS = 60;

    /** What each does. */
    interface Work {
        void run(int number) throws Exception;
    }

    private final int size;
    private final Function<Runnable, Thread> starter;
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch ended;

    private Crowd(int size, Function<Runnable, Thread> starter) {
        this.size = size;
        this.starter = starter;
        this.ended = new CountDownLatch(size);
    }

    static Crowd of(int size) {
        return new Crowd(size, task -> {
            Thread thread = new Thread(null, task, "crowd", 1 << 17);
            thread.setDaemon(true);
            thread.start();
            return thread;
        });
    }

    /** Of virtual threads, or null where the JVM has none. */
    static Crowd ofVirtual(int size) {
        if (Runtime.version().feature() < 21) {
            return null;
        }
        return new Crowd(size, task -> {
            try {
                return (Thread) Thread.class
                        .getMethod("startVirtualThread", Runnable.class)
                        .invoke(null, task);
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        });
    }

    void run(Work work) throws Exception {
        try (this) {
            start(work);
        }
    }

    void start(Work work) {
        for (int i = 0; i < size; i++) {
            int number = i;
            threads.add(starter.apply(() -> {
                try {
                    hold(gate);
                    work.run(number);
                } catch (Throwable e) {
                    failures.add(e);
                } finally {
                    ended.countDown();
                }
            }));
        }
        gate.countDown();
    }

    Thread thread(int number) {
        return threads.get(number);
    }

    /** Waits until a thread of the crowd waits for something. */
    void awaitBlocked(int number) {
        try {
            Await.atMost(Duration.ofSeconds(LIMIT_SECONDS)).until("thread " + number + " waits", () -> {
                Thread.State state = thread(number).getState();
                return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
            });
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits for a latch, for code that may not throw what is checked. */
    static void hold(CountDownLatch latch) {
        try {
            if (!latch.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the latch was not opened");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws Exception {
        boolean done = ended.await(LIMIT_SECONDS, TimeUnit.SECONDS);
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.size() + " threads failed", failures.peek());
        }
        if (!done) {
            throw new AssertionError("still running: " + threads);
        }
    }
}
