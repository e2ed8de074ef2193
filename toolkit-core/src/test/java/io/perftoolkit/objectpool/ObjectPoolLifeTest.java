package io.perftoolkit.objectpool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** The life of an object, on a clock that the test moves and threads that it lends. */
class ObjectPoolLifeTest {
    private final Manual manual = new Manual();

    @Test
    void build_minIdle_hasThemMadeInTheBackground() {
        try (var pool = manual.builder().capacity(4).minIdle(2).build()) {
            assertEquals(2, pool.stats().making());
            manual.settle();
            assertEquals(2, pool.stats().idle());
        }
    }

    @Test
    void minIdle_oneIsLent_anotherIsMadeWithinATick() {
        try (var pool = manual.builder().capacity(4).minIdle(2).build()) {
            manual.settle();
            Lease<Widget> lease = pool.tryBorrow();
            manual.advance(Duration.ofMillis(110));
            assertEquals(2, pool.stats().idle());
            lease.close();
            assertEquals(3, pool.stats().idle());
        }
    }

    @Test
    void tryBorrow_emptyPool_neverRunsTheFactoryButHasOneMade() {
        try (var pool = manual.builder().build()) {
            assertNull(pool.tryBorrow());
            assertNull(pool.tryBorrow());
            assertEquals(0, manual.factory.made.get());
            manual.settle();
            assertEquals(1, manual.factory.made.get());
            pool.tryBorrow().close();
        }
    }

    @Test
    void maxAge_idleObject_isReplaced() {
        try (var pool =
                manual.builder().minIdle(1).maxAge(Duration.ofSeconds(10)).build()) {
            manual.settle();
            Widget first = lookAt(pool);
            manual.advance(Duration.ofMillis(8_900)); // a tenth less is the earliest
            assertSame(first, lookAt(pool));
            manual.advance(Duration.ofMillis(2_200));
            assertTrue(first.destroyed);
            assertNotSame(first, lookAt(pool));
            assertEquals(1, pool.stats().expired());
        }
    }

    @Test
    void maxAge_objectsMadeTogether_endApart() {
        int many = 200;
        try (var pool = manual.builder()
                .capacity(many)
                .minIdle(many)
                .maxAge(Duration.ofSeconds(100))
                .build()) {
            manual.settle();
            List<Long> gone = new ArrayList<>();
            for (int second = 89; second <= 111; second++) {
                manual.advance(Duration.ofSeconds(second == 89 ? 89 : 1));
                gone.add(pool.stats().expired());
            }
            assertEquals(0, gone.get(0));
            assertEquals(many, gone.get(22));
            assertTrue(gone.get(11) > many / 4 && gone.get(11) < many * 3 / 4, gone::toString);
        }
    }

    @Test
    void maxAge_objectThatIsLent_endsWhenItComesBack() {
        try (var pool = manual.builder().maxAge(Duration.ofSeconds(10)).build()) {
            pool.tryBorrow();
            manual.settle();
            Lease<Widget> lease = pool.tryBorrow();
            Widget widget = lease.value();
            manual.advance(Duration.ofSeconds(12));
            widget.use();
            lease.close();
            manual.settle();
            assertTrue(widget.destroyed);
            assertEquals(1, pool.stats().returned());
        }
    }

    @Test
    void maxIdle_moreThanMinIdle_destroysTheRest() {
        try (var pool = manual.builder()
                .capacity(4)
                .minIdle(1)
                .maxIdle(Duration.ofSeconds(1))
                .build()) {
            manual.settle();
            List<CompletableFuture<Lease<Widget>>> leases =
                    List.of(pool.borrowAsync(), pool.borrowAsync(), pool.borrowAsync());
            manual.settle();
            leases.forEach(lease -> lease.join().close());
            assertTrue(pool.stats().idle() >= 3);
            manual.advance(Duration.ofMillis(1_300));
            assertEquals(1, pool.stats().idle());
        }
    }

    @Test
    void validate_objectIsUnsound_anotherOneIsLent() {
        try (var pool =
                manual.builder().capacity(2).validate(widget -> widget.sound).build()) {
            fill(pool, 2);
            Widget bad = lookAt(pool);
            bad.sound = false;
            assertNotSame(bad, lookAt(pool));
            manual.settle();
            assertTrue(bad.destroyed);
            assertEquals(1, pool.stats().invalid());
        }
    }

    @Test
    void validateAfter_idleObjectBecomesUnsound_isReplacedBeforeAnybodyAsks() {
        try (var pool = manual.builder()
                .capacity(2)
                .minIdle(2)
                .validate(widget -> widget.sound)
                .validateAfter(Duration.ofSeconds(1))
                .build()) {
            manual.settle();
            Widget bad = lookAt(pool);
            bad.sound = false;
            manual.advance(Duration.ofMillis(1_100));
            manual.advance(Duration.ofMillis(100));
            manual.advance(Duration.ofMillis(100));
            assertTrue(bad.destroyed);
            assertEquals(1, pool.stats().invalid());
            assertEquals(2, pool.stats().idle());
        }
    }

    @Test
    void validateAfter_testThatHangs_holdsOneObjectOnly() {
        try (var pool = manual.builder()
                .capacity(2)
                .minIdle(2)
                .validate(widget -> widget.sound)
                .validateAfter(Duration.ofSeconds(1))
                .build()) {
            manual.settle();
            for (int tick = 0; tick < 20; tick++) {
                manual.ticker.advance(Duration.ofMillis(110));
                manual.timer.runDue(); // the test itself does not run
            }
            Lease<Widget> other = pool.tryBorrow();
            assertNull(pool.tryBorrow());
            manual.settle();
            other.close();
            assertEquals(2, pool.stats().idle());
        }
    }

    @Test
    void validateAfter_usedAMomentAgo_isNotAsked() {
        try (var pool = manual.builder()
                .capacity(1)
                .validate(widget -> widget.sound)
                .validateAfter(Duration.ofSeconds(1))
                .build()) {
            fill(pool, 1);
            Widget bad = lookAt(pool);
            bad.sound = false;
            assertSame(bad, lookAt(pool));
            manual.advance(Duration.ofMillis(1_200));
            assertNull(pool.tryBorrow());
        }
    }

    @Test
    void callbacks_thatThrow_costTheObjectAndNothingElse() {
        try (var pool = manual.builder()
                .capacity(1)
                .reset(widget -> {
                    if (!widget.sound) {
                        throw new IllegalStateException("reset");
                    }
                })
                .destroy(widget -> {
                    throw new IllegalStateException("destroy");
                })
                .build()) {
            fill(pool, 1);
            lookAt(pool).sound = false;
            lookAt(pool);
            manual.settle();
            assertEquals(2, pool.stats().callbackFailures());
            assertEquals(1, pool.stats().destroyed());
            assertNull(pool.tryBorrow());
            manual.settle();
            assertFalse(lookAt(pool).destroyed);
        }
    }

    @Test
    void fatalFailure_condemnsAllOfTheGenerationOnce() {
        try (var pool = manual.builder()
                .capacity(3)
                .fatal(IOException.class::isInstance)
                .build()) {
            fill(pool, 3);
            Lease<Widget> one = pool.tryBorrow();
            Lease<Widget> two = pool.tryBorrow();
            one.failed(new IOException("gone"));
            assertNull(pool.tryBorrow(), "the third is condemned at once");
            manual.settle();
            assertNull(pool.tryBorrow(), "its place is empty");
            manual.settle();
            try (Lease<Widget> fresh = pool.tryBorrow()) {
                two.failed(new IOException("gone"));
                fresh.succeeded();
            }
            Widget kept = lookAt(pool);
            one.close();
            two.close();
            manual.settle();
            assertFalse(kept.destroyed, "a lease of the old generation says nothing about the new one");
            assertEquals(3, pool.stats().destroyed());
        }
    }

    @Test
    void factoryFails_nothingLeft_eachWaiterHasItsOwnException() {
        try (var pool = manual.builder().capacity(4).build()) {
            manual.factory.failure = new IOException("refused");
            var one = pool.borrowAsync();
            var two = pool.borrowAsync();
            manual.settle();
            Throwable first = failureOf(one);
            Throwable second = failureOf(two);
            assertNotSame(first, second);
            assertSame(manual.factory.failure, first.getCause());
            assertSame(manual.factory.failure, second.getCause());
            assertEquals(2, pool.stats().failed());
        }
    }

    @Test
    void factoryFails_laterCaller_isNotToldOfItAndItIsTriedAgain() {
        try (var pool = manual.builder().capacity(1).build()) {
            manual.factory.failure = new IOException("refused");
            failureOf(settled(pool.borrowAsync()));
            manual.factory.failure = null;
            var later = settled(pool.borrowAsync());
            assertFalse(later.isDone(), "no failure is replayed, no attempt is made before the pause has passed");
            manual.advance(Duration.ofMillis(3));
            later.join().close();
        }
    }

    @Test
    void factoryFailsAgainAndAgain_isTriedLessAndLess() {
        try (var pool = manual.builder().capacity(4).minIdle(4).build()) {
            manual.factory.failure = new IOException("refused");
            manual.advance(Duration.ofMillis(20));
            long early = pool.stats().creationFailures();
            for (int i = 0; i < 1_000; i++) {
                manual.advance(Duration.ofMillis(10));
            }
            long late = pool.stats().creationFailures();
            assertTrue(early >= 3, () -> early + " in the first 20 ms");
            assertTrue(late - early < 40, () -> late + " in 10 s");
            manual.factory.failure = null;
            manual.advance(Duration.ofSeconds(2));
            manual.advance(Duration.ofSeconds(2));
            assertEquals(4, pool.stats().idle());
        }
    }

    @Test
    void factoryFails_anotherObjectIsOut_waiterWaitsForThatOne() {
        try (var pool = manual.builder().capacity(2).build()) {
            fill(pool, 1);
            Lease<Widget> out = pool.tryBorrow();
            manual.factory.failure = new IOException("refused");
            var waiting = settled(pool.borrowAsync());
            assertFalse(waiting.isDone());
            Widget widget = out.value();
            out.close();
            manual.settle();
            assertSame(widget, waiting.join().value());
        }
    }

    @Test
    void leak_olderThanLeakAfter_isReportedOnceWithItsBorrower() {
        List<LeakedLease> leaks = new ArrayList<>();
        try (var pool = manual.builder()
                .leakAfter(Duration.ofSeconds(30))
                .leakSampling(1)
                .onLeak(leaks::add)
                .build()) {
            fill(pool, 1);
            Lease<Widget> lease = pool.tryBorrow();
            manual.advance(Duration.ofSeconds(29));
            assertEquals(List.of(), leaks);
            manual.advance(Duration.ofSeconds(2));
            manual.advance(Duration.ofSeconds(60));
            assertEquals(1, leaks.size());
            LeakedLease leak = leaks.get(0);
            assertEquals("0#1", leak.lease());
            assertEquals(Thread.currentThread().getName(), leak.thread());
            assertFalse(leak.collected());
            assertEquals(
                    "tryBorrow",
                    leak.stack().getStackTrace()[3].getMethodName(),
                    () -> List.of(leak.stack().getStackTrace()).toString());
            lease.close();
            assertEquals(1, pool.stats().leaked());
        }
    }

    @Test
    void leak_notInTheSample_hasNoStackButTheNextOfThatObjectHas() {
        List<LeakedLease> leaks = new ArrayList<>();
        try (var pool = manual.builder()
                .leakAfter(Duration.ofSeconds(1))
                .leakSampling(1_000)
                .onLeak(leaks::add)
                .build()) {
            fill(pool, 1);
            for (int i = 0; i < 2; i++) {
                Lease<Widget> lease = pool.tryBorrow();
                manual.advance(Duration.ofSeconds(2));
                lease.close();
            }
            assertNull(leaks.get(0).stack());
            assertTrue(leaks.get(1).stack() != null);
        }
    }

    @Test
    void close_twiceInTheSample_saysWhereItWasFirstClosed() {
        try (var pool = manual.builder()
                .leakAfter(Duration.ofSeconds(1))
                .leakSampling(1)
                .build()) {
            fill(pool, 1);
            Lease<Widget> lease = pool.tryBorrow();
            closeHere(lease);
            var e = assertThrows(IllegalStateException.class, lease::close);
            assertTrue(List.of(e.getCause().getStackTrace()).toString().contains("closeHere"));
        }
    }

    @Test
    void listener_thatThrows_isCounted() {
        try (var pool = manual.builder()
                .leakAfter(Duration.ofSeconds(1))
                .onLeak(leak -> {
                    throw new IllegalStateException("listener");
                })
                .build()) {
            fill(pool, 1);
            Lease<Widget> lease = pool.tryBorrow();
            manual.advance(Duration.ofSeconds(2));
            assertEquals(1, pool.stats().callbackFailures());
            lease.close();
        }
    }

    @Test
    void build_everythingWrong_namesAll() {
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> manual.builder()
                        .capacity(-3)
                        .minIdle(-1)
                        .makers(0)
                        .leakSampling(0)
                        .tick(Duration.ZERO)
                        .maxAge(Duration.ofSeconds(-1))
                        .build());
        assertEquals(
                "capacity must be positive: -3; minIdle must be from 0 to the capacity of -3: -1; "
                        + "leakSampling must be positive: 0; makers must be positive: 0; tick must be at least 1 ms: PT0S; "
                        + "maxAge must not be negative: PT-1S",
                e.getMessage());
    }

    @Test
    void configure_flatMap_isTaken() {
        try (var pool = manual.builder()
                .configure(Map.of("capacity", "3", "min-idle", "2", "max-wait", "250ms", "strict-return", "true"))
                .build()) {
            assertEquals(3, pool.stats().capacity());
            assertEquals(2, pool.stats().making());
        }
        var e = assertThrows(
                IllegalArgumentException.class, () -> manual.builder().configure(Map.of("max-wiat", "1s")));
        assertTrue(e.getMessage().contains("max-wait"), e::getMessage);
    }

    private static void closeHere(Lease<?> lease) {
        lease.close();
    }

    private static Throwable failureOf(CompletableFuture<?> future) {
        return assertThrows(CompletionException.class, future::join).getCause();
    }

    private <R> R settled(R result) {
        manual.settle();
        return result;
    }

    private void fill(ObjectPool<Widget> pool, int objects) {
        List<CompletableFuture<Lease<Widget>>> leases = new ArrayList<>();
        for (int i = 0; i < objects; i++) {
            leases.add(pool.borrowAsync());
        }
        manual.settle();
        leases.forEach(lease -> lease.join().close());
        assertEquals(objects, pool.stats().idle());
    }

    private static Widget lookAt(ObjectPool<Widget> pool) {
        try (Lease<Widget> lease = pool.tryBorrow()) {
            return lease.value();
        }
    }
}
