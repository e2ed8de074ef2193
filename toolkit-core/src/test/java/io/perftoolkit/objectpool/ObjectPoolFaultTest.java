package io.perftoolkit.objectpool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes wrong around a pool, with real threads and the real clock. */
@Timeout(60)
class ObjectPoolFaultTest {
    private static final Await SOON = Await.atMost(Duration.ofSeconds(30));

    @Test
    void factory_blocksForEver_delaysNobodyWhoCanHaveAnotherObject() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch interrupted = new CountDownLatch(1);
        try (ObjectPool<Object> pool = ObjectPool.builder(() -> {
                    if (calls.incrementAndGet() > 1) {
                        try {
                            never.await();
                        } catch (InterruptedException e) {
                            interrupted.countDown();
                            throw e;
                        }
                    }
                    return new Object();
                })
                .capacity(2)
                .build()) {
            Lease<Object> only = pool.borrow();
            var e = assertThrows(PoolExhaustedException.class, () -> pool.borrow(Duration.ofMillis(5)));
            assertTrue(e.getMessage().contains("1 of 2 borrowed, 1 being made"), e::getMessage);
            only.close();
            for (int i = 0; i < 100; i++) {
                pool.borrow(Duration.ZERO).close();
            }
        }
        interrupted.await(); // the close has told the factory
    }

    @Test
    void factory_throwsAnError_reachesTheWaiterAndThePoolLivesOn() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (ObjectPool<Object> pool = ObjectPool.builder(() -> {
                    if (calls.incrementAndGet() == 1) {
                        throw new StackOverflowError("planted");
                    }
                    return new Object();
                })
                .build()) {
            var e = assertThrows(PoolFactoryException.class, pool::borrow);
            assertTrue(e.getCause() instanceof StackOverflowError);
            pool.borrow().close();
        }
    }

    @Test
    void factory_givesNull_isAFailure() {
        try (ObjectPool<Object> pool = ObjectPool.builder(() -> null).build()) {
            var e = assertThrows(PoolFactoryException.class, pool::borrow);
            assertEquals("factory must not give null", e.getCause().getMessage());
        }
    }

    @Test
    void factory_failsWhileOthersAreOut_isTheCauseWhenTheTimeIsUp() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (ObjectPool<Object> pool = ObjectPool.builder(() -> {
                    if (calls.incrementAndGet() > 1) {
                        throw new IllegalStateException("planted");
                    }
                    return new Object();
                })
                .capacity(2)
                .build()) {
            try (Lease<Object> out = pool.borrow()) {
                assertNotNull(out);
                var e = assertThrows(PoolExhaustedException.class, () -> pool.borrow(Duration.ofMillis(50)));
                assertEquals("planted", e.getCause().getMessage());
            }
            pool.borrow().close();
        }
    }

    @Test
    void threads_cannotBeMade_isAFailureOfTheFactory() {
        try (ObjectPool<Object> pool = ObjectPool.builder(Object::new)
                .threadFactory(work -> {
                    throw new OutOfMemoryError("planted: unable to create native thread");
                })
                .build()) {
            var e = assertThrows(PoolFactoryException.class, pool::borrow);
            assertTrue(e.getCause() instanceof OutOfMemoryError);
        }
    }

    @Test
    void lease_lostAndCollected_isReportedAndItsPlaceIsUsedAgain() throws Exception {
        List<LeakedLease> leaks = new CopyOnWriteArrayList<>();
        try (ObjectPool<Object> pool = ObjectPool.builder(Object::new)
                .capacity(1)
                .leakAfter(Duration.ofDays(1))
                .leakSampling(1)
                .reclaimLost(true)
                .tick(Duration.ofMillis(1))
                .onLeak(leaks::add)
                .build()) {
            lose(pool);
            SOON.until("the lost lease is reported", () -> {
                System.gc();
                return !leaks.isEmpty();
            });
            assertTrue(leaks.get(0).collected());
            assertTrue(List.of(leaks.get(0).stack().getStackTrace()).toString().contains("lose"));
            pool.borrow().close();
            ObjectPoolStats stats = pool.stats();
            assertEquals(1, stats.lost());
            assertEquals(stats.borrowed(), stats.returned() + stats.thrownAway());
        }
    }

    @Test
    void stage_thatBlocks_holdsUpNeitherReturnsNorTheFactory() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (ObjectPool<Object> pool =
                ObjectPool.builder(Object::new).capacity(1).build()) {
            Lease<Object> lease = pool.borrow();
            var stage = pool.borrowAsync().thenAccept(given -> {
                given.close();
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            lease.close();
            for (int i = 0; i < 10; i++) {
                pool.borrow().close();
            }
            assertTrue(!stage.isDone());
            never.countDown();
            stage.join();
        }
    }

    @Test
    void executor_ofTheUser_isUsedAndNotShutDown() throws Exception {
        var executor = Executors.newSingleThreadExecutor(work -> new Thread(work, "mine"));
        try {
            try (ObjectPool<Object> pool =
                    ObjectPool.builder(Object::new).executor(executor).build()) {
                var where = pool.borrowAsync().thenApply(lease -> {
                    lease.close();
                    return Thread.currentThread().getName();
                });
                assertTrue(List.of("mine", Thread.currentThread().getName()).contains(where.get()));
            }
            assertTrue(!executor.isShutdown());
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void destroy_blocksForEver_isNotWaitedForForEver() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        ObjectPool<Object> pool = ObjectPool.builder(Object::new)
                .destroy(object -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                })
                .build();
        pool.borrow().close();
        pool.close();
        pool.close();
        assertEquals(0, pool.stats().destroyed());
        never.countDown();
        SOON.until("it is destroyed in the end", () -> pool.stats().destroyed() == 1);
    }

    private static void lose(ObjectPool<Object> pool) throws InterruptedException {
        assertNotNull(pool.borrow().value());
    }
}
