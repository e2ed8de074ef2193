package io.perftoolkit.objectpool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.deadline.Deadline;
import io.perftoolkit.deadline.DeadlineExceededException;
import io.perftoolkit.testkit.Await;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every kind of pool does: the fast one, the strict one, and one that takes times. */
@Timeout(60)
abstract class ObjectPoolContract {
    static final Await SOON = Await.atMost(Duration.ofSeconds(30));

    final Widget.Factory factory = new Widget.Factory();
    ObjectPool<Widget> pool = kind(ObjectPool.<Widget>builder(factory::make))
            .name("widgets")
            .capacity(2)
            .maxWait(Duration.ofSeconds(30))
            .destroy(Widget::destroy)
            .build();

    /** What makes this kind. */
    abstract ObjectPoolBuilder<Widget> kind(ObjectPoolBuilder<Widget> builder);

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void borrow_emptyPool_makesAnObject() throws InterruptedException {
        try (Lease<Widget> lease = pool.borrow()) {
            lease.value().use();
            assertEquals(1, pool.stats().out());
        }
        assertEquals(0, pool.stats().out());
        assertEquals(1, pool.stats().created());
    }

    @Test
    void borrow_again_lendsTheSameObject() throws InterruptedException {
        Widget first;
        try (Lease<Widget> lease = pool.borrow()) {
            first = lease.value();
        }
        try (Lease<Widget> lease = pool.borrow()) {
            assertSame(first, lease.value());
        }
    }

    @Test
    void borrow_twoAtATime_lendsTwoObjects() throws InterruptedException {
        try (Lease<Widget> one = pool.borrow();
                Lease<Widget> two = pool.borrow()) {
            assertNotSame(one.value(), two.value());
            assertNull(pool.tryBorrow());
            assertEquals(1, pool.stats().missed());
        }
    }

    @Test
    void borrow_nothingFree_saysWhy() throws InterruptedException {
        try (Lease<Widget> one = pool.borrow();
                Lease<Widget> two = pool.borrow()) {
            var e = assertThrows(PoolExhaustedException.class, () -> pool.borrow(Duration.ofMillis(2)));
            assertTrue(e.getMessage().startsWith("widgets had no object free within "), e::getMessage);
            assertTrue(e.getMessage().contains("2 of 2 borrowed, 0 being made"), e::getMessage);
            assertNull(e.getCause());
            assertThrows(PoolExhaustedException.class, () -> pool.borrow(Duration.ZERO));
            assertEquals(2, pool.stats().exhausted());
            assertEquals(0, pool.stats().waiting());
        }
    }

    @Test
    void borrow_deadlineEndsFirst_throwsThat() throws Exception {
        try (Lease<Widget> one = pool.borrow();
                Lease<Widget> two = pool.borrow()) {
            Deadline deadline = Deadline.after(Duration.ofMillis(2));
            var e = assertThrows(DeadlineExceededException.class, () -> pool.borrow(deadline));
            assertEquals("widgets", e.waiter());
            assertThrows(
                    DeadlineExceededException.class,
                    () -> Deadline.after(Duration.ofMillis(2)).call(pool::borrow));
            assertEquals(2, pool.stats().outOfTime());
        }
    }

    @Test
    void close_whileAnotherWaits_givesTheObjectToIt() throws Exception {
        Lease<Widget> one = pool.borrow();
        Lease<Widget> two = pool.borrow();
        Widget returned = one.value();
        Waiting waiting = new Waiting();
        SOON.until("one waits", () -> pool.stats().waiting() == 1);
        one.close();
        assertSame(returned, waiting.lease().value());
        waiting.lease().close();
        two.close();
        assertTrue(pool.stats().waits().count() >= 1);
        assertSums();
    }

    @Test
    void close_twice_saysWhichLease() throws InterruptedException {
        Lease<Widget> lease = pool.borrow();
        lease.close();
        var e = assertThrows(IllegalStateException.class, lease::close);
        assertTrue(e.getMessage().startsWith("lease 0#0 of widgets is closed twice"), e::getMessage);
        assertTrue(lease.toString().endsWith(", closed]"), lease::toString);
    }

    @Test
    void lease_usedAfterItsClose_isFoundThoughTheObjectIsLentAgain() throws InterruptedException {
        Lease<Widget> stale = pool.borrow();
        stale.close();
        assertThrows(IllegalStateException.class, stale::value);
        try (Lease<Widget> next = pool.borrow()) {
            assertThrows(IllegalStateException.class, stale::value);
            assertThrows(IllegalStateException.class, stale::close);
            assertThrows(IllegalStateException.class, stale::succeeded);
            assertThrows(IllegalStateException.class, stale::cancelled);
            assertThrows(IllegalStateException.class, () -> stale.failed(new RuntimeException()));
            next.value().use();
        }
        assertSums();
    }

    @Test
    void lease_failedOrCancelled_isThrownAway() throws Exception {
        Widget failed;
        Widget cancelled;
        try (Lease<Widget> lease = pool.borrow()) {
            failed = lease.value();
            lease.failed(new IllegalStateException("broken"));
        }
        try (Lease<Widget> lease = pool.borrow()) {
            cancelled = lease.value();
            assertNotSame(failed, cancelled);
            lease.cancelled();
        }
        try (Lease<Widget> lease = pool.borrow()) {
            assertNotSame(cancelled, lease.value());
            lease.failed(new RuntimeException());
            lease.succeeded();
        }
        SOON.until("both are destroyed", () -> failed.destroyed && cancelled.destroyed);
        assertEquals(2, pool.stats().thrownAway());
        assertEquals(1, pool.stats().returned());
        assertSums();
    }

    @Test
    void borrow_interruptedWhileItWaits_passesTheInterrupt() throws Exception {
        try (Lease<Widget> one = pool.borrow();
                Lease<Widget> two = pool.borrow()) {
            Waiting waiting = new Waiting();
            SOON.until("one waits", () -> pool.stats().waiting() == 1);
            waiting.thread.interrupt();
            assertTrue(waiting.failure() instanceof InterruptedException);
            assertEquals(0, pool.stats().waiting());
            assertEquals(1, pool.stats().interrupted());
        }
        assertSums();
    }

    @Test
    void borrowAsync_objectIsFree_completesAtOnce() throws Exception {
        pool.borrow().close();
        CompletableFuture<Lease<Widget>> lease = pool.borrowAsync();
        assertTrue(lease.isDone());
        lease.get().close();
    }

    @Test
    void borrowAsync_emptyPool_completesWhenOneIsMade() throws Exception {
        try (Lease<Widget> lease = pool.borrowAsync().get()) {
            lease.value().use();
        }
        assertSums();
    }

    @Test
    void borrowAsync_nothingFree_completesWithWhatComesBack() throws Exception {
        Lease<Widget> one = pool.borrow();
        Lease<Widget> two = pool.borrow();
        CompletableFuture<Lease<Widget>> first = pool.borrowAsync();
        CompletableFuture<Lease<Widget>> second = pool.borrowAsync();
        assertFalse(first.isDone());
        Widget returned = one.value();
        one.close();
        assertSame(returned, first.get().value());
        assertFalse(second.isDone());
        first.get().close();
        assertSame(returned, second.get().value());
        second.get().close();
        two.close();
        assertSums();
    }

    @Test
    void borrowAsync_cancelled_takesNothing() throws Exception {
        Lease<Widget> one = pool.borrow();
        Lease<Widget> two = pool.borrow();
        CompletableFuture<Lease<Widget>> future = pool.borrowAsync();
        future.cancel(false);
        assertEquals(0, pool.stats().waiting());
        one.close();
        two.close();
        assertEquals(2, pool.stats().idle());
        assertSums();
    }

    @Test
    void borrowAsync_deadlineEnds_completesWithThat() throws Exception {
        try (Lease<Widget> one = pool.borrow();
                Lease<Widget> two = pool.borrow()) {
            var future = pool.borrowAsync(Deadline.after(Duration.ofMillis(2)));
            var e = assertThrows(ExecutionException.class, future::get);
            assertTrue(e.getCause() instanceof DeadlineExceededException);
        }
    }

    @Test
    void closePool_whileTheyWait_tellsAll() throws Exception {
        Lease<Widget> one = pool.borrow();
        Lease<Widget> two = pool.borrow();
        Waiting waiting = new Waiting();
        var future = pool.borrowAsync();
        SOON.until("both wait", () -> pool.stats().waiting() == 2);
        pool.close();
        assertTrue(waiting.failure() instanceof PoolClosedException);
        var e = assertThrows(CompletionException.class, future::join);
        assertTrue(e.getCause() instanceof PoolClosedException);
        Widget late = one.value();
        late.use();
        one.close();
        two.close();
        SOON.until("what came back late is destroyed", () -> pool.stats().destroyed() == 2);
        assertTrue(late.destroyed);
        assertThrows(PoolClosedException.class, pool::borrow);
        assertThrows(PoolClosedException.class, pool::tryBorrow);
        assertThrows(PoolClosedException.class, () -> pool.resize(3));
        assertTrue(pool.borrowAsync().isCompletedExceptionally());
        assertSums();
    }

    @Test
    void shutdown_leasesOut_waitsForThem() throws Exception {
        Lease<Widget> one = pool.borrow();
        AtomicReference<ObjectPoolStats> last = new AtomicReference<>();
        Thread closer = new Thread(() -> {
            try {
                last.set(pool.shutdown(Deadline.after(Duration.ofSeconds(30))));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        closer.start();
        SOON.until("the pool lends no more", () -> !borrows());
        one.close();
        closer.join();
        assertEquals(0, last.get().out());
        assertEquals(last.get().created(), last.get().destroyed());
        ObjectPoolStats again = pool.shutdown(Deadline.after(Duration.ZERO));
        assertEquals(0, again.idle());
    }

    @Test
    void condemn_freeAndLent_lendsNoneOfThemAgain() throws Exception {
        Lease<Widget> lent = pool.borrow();
        Lease<Widget> free = pool.borrow();
        Widget first = lent.value();
        Widget second = free.value();
        free.close();
        pool.condemn();
        try (Lease<Widget> lease = pool.borrow()) {
            assertNotSame(second, lease.value());
        }
        first.use();
        lent.close();
        SOON.until("both are destroyed", () -> first.destroyed && second.destroyed);
        assertSums();
    }

    @Test
    void resize_upAndDown_changesHowManyAreLent() throws Exception {
        pool.resize(3);
        Lease<Widget> one = pool.borrow();
        Lease<Widget> two = pool.borrow();
        Lease<Widget> three = pool.borrow();
        assertThrows(PoolExhaustedException.class, () -> pool.borrow(Duration.ZERO));
        pool.resize(1);
        one.close();
        two.close();
        three.close();
        SOON.until("two have left", () -> pool.stats().created() - pool.stats().destroyed() <= 1);
        try (Lease<Widget> lease = pool.borrow()) {
            assertThrows(PoolExhaustedException.class, () -> pool.borrow(Duration.ofMillis(2)));
            pool.resize(2);
            pool.borrow().close();
        }
        assertThrows(IllegalArgumentException.class, () -> pool.resize(0));
        assertSums();
    }

    private boolean borrows() {
        try {
            Lease<Widget> lease = pool.tryBorrow();
            if (lease != null) {
                lease.close();
            }
            return true;
        } catch (PoolClosedException e) {
            return false;
        }
    }

    final void assertSums() {
        ObjectPoolStats stats = pool.stats();
        assertEquals(stats.borrowed(), stats.returned() + stats.thrownAway() + stats.out(), stats::toString);
        assertEquals(0, stats.out(), stats::toString);
        assertEquals(0, stats.waiting(), stats::toString);
        assertEquals(0, stats.lateWakeUps(), stats::toString);
    }

    /** A thread that borrows. */
    final class Waiting {
        final Thread thread;
        private final CountDownLatch done = new CountDownLatch(1);
        private volatile Lease<Widget> lease;
        private volatile Throwable failure;

        Waiting() {
            thread = new Thread(() -> {
                try {
                    lease = pool.borrow();
                } catch (Throwable e) {
                    failure = e;
                } finally {
                    done.countDown();
                }
            });
            thread.start();
        }

        Lease<Widget> lease() throws InterruptedException {
            done.await();
            assertNotNull(lease, () -> String.valueOf(failure));
            return lease;
        }

        Throwable failure() throws InterruptedException {
            done.await();
            assertNotNull(failure);
            return failure;
        }
    }
}
