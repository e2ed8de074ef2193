package io.perftoolkit.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class InFlightTest {
    static Stream<InFlight> both() {
        return Stream.of(new InFlight(), InFlight.withExactPeak());
    }

    @ParameterizedTest
    @MethodSource("both")
    void stats_nothingBegun_isAllZero(InFlight inFlight) {
        assertEquals(new InFlight.Stats(0, 0, 0), inFlight.stats());
        assertEquals(0, inFlight.current());
    }

    @ParameterizedTest
    @MethodSource("both")
    void stats_someEnded_sumsAgree(InFlight inFlight) {
        inFlight.enter();
        inFlight.enter();
        assertEquals(2, inFlight.current());
        inFlight.exit();
        assertEquals(new InFlight.Stats(2, 1, 2), inFlight.stats());
        assertEquals(1, inFlight.stats().inFlight());
        inFlight.exit();
        assertEquals(new InFlight.Stats(2, 2, 2), inFlight.stats());
    }

    @Test
    void stats_peakBetweenReadings_onlyTheExactKindKnows() {
        var cheap = new InFlight();
        var exact = InFlight.withExactPeak();
        for (InFlight inFlight : new InFlight[] {cheap, exact}) {
            inFlight.enter();
            inFlight.enter();
            inFlight.exit();
            inFlight.exit();
        }
        assertEquals(0, cheap.stats().peak());
        assertEquals(2, exact.stats().peak());
    }

    @Test
    void stats_exactPeakOfManyThreads_isTheirNumber() {
        var inFlight = InFlight.withExactPeak();
        CountDownLatch allIn = new CountDownLatch(50);
        Threads.together(50, Threads::startPlatform, () -> {
            inFlight.enter();
            allIn.countDown();
            Threads.await(allIn);
            inFlight.exit();
        });
        assertEquals(new InFlight.Stats(50, 50, 50), inFlight.stats());
    }

    @ParameterizedTest
    @MethodSource("both")
    void stats_whileThreadsEnterAndExit_staysConsistent(InFlight inFlight) {
        int threads = 4;
        AtomicBoolean done = new AtomicBoolean();
        Throwable[] failure = new Throwable[1];
        Thread reader = new Thread(() -> {
            InFlight.Stats last = inFlight.stats();
            while (!done.get()) {
                InFlight.Stats now = inFlight.stats();
                String seen = now + " after " + last;
                assertEquals(now.started(), now.ended() + now.inFlight());
                assertTrue(now.inFlight() >= 0 && now.inFlight() <= now.peak(), seen);
                assertTrue(now.peak() <= threads, seen);
                assertTrue(now.started() >= last.started() && now.ended() >= last.ended(), seen);
                last = now;
            }
        });
        reader.setUncaughtExceptionHandler((t, e) -> failure[0] = e);
        reader.start();
        for (int wave = 0; wave < 50; wave++) {
            Threads.together(threads, Threads::startPlatform, () -> {
                for (int i = 0; i < 5000; i++) {
                    inFlight.enter();
                    inFlight.exit();
                }
            });
        }
        done.set(true);
        Threads.join(reader);
        if (failure[0] != null) {
            throw new AssertionError(failure[0]);
        }
        long all = 50L * threads * 5000;
        assertEquals(all, inFlight.stats().started());
        assertEquals(all, inFlight.stats().ended());
    }

    @Test
    void exit_onAnotherThread_counts() {
        var inFlight = new InFlight();
        inFlight.enter();
        Threads.alone(inFlight::exit);
        assertEquals(new InFlight.Stats(1, 1, 0), inFlight.stats());
    }

    @Test
    void example_answersOneRequestDone() {
        assertEquals(new InFlight.Stats(1, 1, 0), new InFlightExample().serve(() -> {}));
    }
}
