package io.perftoolkit.count;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/** Starts threads of all kinds, and fails when one of them fails. */
final class Threads {
    private Threads() {}

    /** Starts virtual threads on JDKs that have them. */
    static final Optional<Function<Runnable, Thread>> VIRTUAL = startVirtualThread();

    static Thread startPlatform(Runnable task) {
        Thread thread = new Thread(null, task, "short-lived", 64 << 10);
        thread.start();
        return thread;
    }

    /** Runs the task in so many threads that live at the same time; returns when they have ended. */
    static void together(int threads, Function<Runnable, Thread> start, Runnable task) {
        CountDownLatch done = new CountDownLatch(threads);
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            all.add(start.apply(() -> {
                try {
                    task.run();
                } catch (Throwable e) {
                    failures.add(e);
                } finally {
                    done.countDown();
                }
                await(done);
            }));
        }
        for (Thread thread : all) {
            join(thread);
        }
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.peek());
        }
    }

    static void alone(Runnable task) {
        together(1, Threads::startPlatform, task);
    }

    static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Optional<Function<Runnable, Thread>> startVirtualThread() {
        try {
            MethodHandle start = MethodHandles.publicLookup()
                    .findStatic(
                            Thread.class, "startVirtualThread", MethodType.methodType(Thread.class, Runnable.class));
            return Optional.of(task -> {
                try {
                    return (Thread) start.invokeExact(task);
                } catch (Throwable e) {
                    throw new AssertionError(e);
                }
            });
        } catch (NoSuchMethodException olderJdk) {
            return Optional.empty();
        } catch (IllegalAccessException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
