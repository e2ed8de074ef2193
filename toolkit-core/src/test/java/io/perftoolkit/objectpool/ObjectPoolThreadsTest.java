package io.perftoolkit.objectpool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.deadline.Deadline;
import io.perftoolkit.deadline.DeadlineExceededException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads that come and go, with every kind of misfortune; afterwards every sum is exact. */
@Timeout(120)
class ObjectPoolThreadsTest {
    private static final int THREADS = 8;
    private static final int GENERATIONS = 5;
    private static final int BORROWS = 4_000;

    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final AtomicLong borrowed = new AtomicLong();
    private final AtomicLong thrownAway = new AtomicLong();
    private final AtomicInteger live = new AtomicInteger();
    private final AtomicInteger mostLive = new AtomicInteger();

    @Test
    void borrow_fast_sumsAreExact() throws Exception {
        run(builder(false), ObjectPoolThreadsTest::platform, THREADS, BORROWS);
    }

    @Test
    void borrow_strict_sumsAreExact() throws Exception {
        run(builder(true), ObjectPoolThreadsTest::platform, THREADS, BORROWS);
    }

    @Test
    void borrow_withEverything_sumsAreExact() throws Exception {
        run(
                builder(false)
                        .maxAge(Duration.ofMillis(5))
                        .maxIdle(Duration.ofMillis(2))
                        .tick(Duration.ofMillis(1))
                        .minIdle(1)
                        .leakAfter(Duration.ofMinutes(5))
                        .validate(widget -> widget.sound)
                        .reset(Widget::use)
                        .fatal(IllegalStateException.class::isInstance),
                ObjectPoolThreadsTest::platform,
                THREADS,
                BORROWS / 4);
    }

    @Test
    void borrow_virtualThreads_sumsAreExact() throws Exception {
        Assumptions.assumeTrue(VirtualThreads.EXIST, "this JDK has no virtual threads; 21 and newer have");
        run(builder(false), VirtualThreads::start, 1_000, 40);
    }

    private ObjectPoolBuilder<Widget> builder(boolean strict) {
        AtomicInteger calls = new AtomicInteger();
        return ObjectPool.<Widget>builder(() -> {
                    if (calls.incrementAndGet() % 50 == 0) {
                        throw new IOException("planted");
                    }
                    mostLive.accumulateAndGet(live.incrementAndGet(), Math::max);
                    return new Widget.Factory().make();
                })
                .capacity(3)
                .strictReturn(strict)
                .maxWait(Duration.ofSeconds(60))
                .destroy(widget -> {
                    widget.destroy();
                    live.decrementAndGet();
                });
    }

    private void run(ObjectPoolBuilder<Widget> builder, Executor start, int threads, int borrows) throws Exception {
        ObjectPool<Widget> pool = builder.build();
        try (pool) {
            for (int generation = 0; generation < GENERATIONS; generation++) {
                CountDownLatch done = new CountDownLatch(threads);
                List<Thread> targets = Collections.synchronizedList(new ArrayList<>());
                for (int i = 0; i < threads; i++) {
                    int seed = generation * threads + i;
                    start.execute(() -> {
                        targets.add(Thread.currentThread());
                        try {
                            work(pool, new SplittableRandom(seed), borrows);
                        } catch (Throwable e) {
                            failure.compareAndSet(null, e);
                        } finally {
                            targets.remove(Thread.currentThread());
                            done.countDown();
                        }
                    });
                }
                SplittableRandom random = new SplittableRandom(generation);
                while (done.getCount() > 0) {
                    synchronized (targets) {
                        if (!targets.isEmpty()) {
                            targets.get(random.nextInt(targets.size())).interrupt();
                        }
                    }
                    if (random.nextInt(20) == 0) {
                        pool.resize(2 + random.nextInt(3));
                    }
                    Thread.yield();
                }
                done.await();
            }
            if (failure.get() != null) {
                throw new AssertionError(failure.get());
            }
            ObjectPoolStats end = pool.stats();
            assertEquals(borrowed.get(), end.borrowed(), end::toString);
            assertEquals(thrownAway.get(), end.thrownAway(), end::toString);
            assertEquals(end.borrowed(), end.returned() + end.thrownAway(), end::toString);
            assertEquals(0, end.out() + end.waiting(), end::toString);
            assertTrue(mostLive.get() <= 4, () -> mostLive + " objects at once");
        }
        ObjectPoolStats last = pool.shutdown(Deadline.after(Duration.ofSeconds(30)));
        assertEquals(last.created(), last.destroyed(), last::toString);
        assertEquals(0, live.get());
    }

    /** Borrows in every way, and now and then breaks what it got. */
    private void work(ObjectPool<Widget> pool, SplittableRandom random, int borrows) throws Exception {
        for (int i = 0; i < borrows; i++) {
            Lease<Widget> lease;
            try {
                lease = switch (random.nextInt(8)) {
                    case 0 -> pool.tryBorrow();
                    case 1 -> pool.borrow(Deadline.after(Duration.ofNanos(random.nextInt(50_000))));
                    case 2 -> async(pool);
                    default -> pool.borrow();
                };
            } catch (InterruptedException e) {
                continue; // planted
            } catch (DeadlineExceededException | PoolFactoryException e) {
                continue;
            } catch (ExecutionException e) {
                if (e.getCause() instanceof PoolFactoryException) {
                    continue;
                }
                throw e;
            }
            if (lease == null) {
                continue;
            }
            borrowed.incrementAndGet();
            lease.value().use();
            int fate = random.nextInt(64);
            if (fate == 0) {
                lease.failed(random.nextBoolean() ? new IllegalStateException() : new RuntimeException());
                thrownAway.incrementAndGet();
            } else if (fate == 1) {
                lease.cancelled();
                thrownAway.incrementAndGet();
            }
            lease.close();
        }
    }

    /** An interrupt of the thread is none of the stage: it is cancelled, and what it got nevertheless is given back. */
    private static Lease<Widget> async(ObjectPool<Widget> pool) throws Exception {
        var stage = pool.borrowAsync();
        try {
            return stage.get();
        } catch (InterruptedException e) {
            if (!stage.cancel(false) && !stage.isCompletedExceptionally()) {
                Thread.currentThread().interrupt();
                return stage.join();
            }
            throw e;
        }
    }

    private static void platform(Runnable task) {
        new Thread(null, task, "comes and goes", 128 << 10).start();
    }
}
