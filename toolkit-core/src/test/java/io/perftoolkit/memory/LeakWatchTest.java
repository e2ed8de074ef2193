package io.perftoolkit.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.testkit.FakeTicker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stories of live sets: told point by point, judged at every point. */
class LeakWatchTest {
    private static final long MIB = 1 << 20;
    private static final long CAPACITY = 1_000 * MIB;
    private static final Duration STEP = Duration.ofSeconds(90);

    /** A live set that a test tells. */
    private static final class Story implements LiveSetSource {
        boolean isFinal = true;
        long bytes;
        boolean told;

        @Override
        public boolean advance() {
            boolean news = told;
            told = false;
            return news;
        }

        @Override
        public long bytes() {
            return bytes;
        }

        @Override
        public boolean isFinal() {
            return isFinal;
        }

        @Override
        public String pool() {
            return "Story";
        }

        @Override
        public long capacity() {
            return CAPACITY;
        }
    }

    private final FakeTicker ticker = new FakeTicker(Long.MAX_VALUE - 1_000_000_000_000L); // wraps in the middle
    private final Story story = new Story();
    private Duration warmUp = Duration.ZERO;

    private LeakWatch watch() {
        MonitorSettings settings = MonitorSettings.of(
                Duration.ofSeconds(1),
                0.8,
                0.9,
                warmUp,
                Duration.ofMinutes(10),
                Duration.ofHours(6),
                ticker,
                InstantSource.system());
        return new LeakWatch(story, settings);
    }

    private void tell(LeakWatch watch, double mib, MemoryAccount... accounts) {
        ticker.advance(STEP);
        story.bytes = (long) (mib * MIB);
        story.told = true;
        watch.advance(ticker.getAsLong(), Instant.EPOCH, MemoryStats.UNKNOWN, List.of(accounts));
    }

    /** After how many points there was a suspicion, or -1. */
    private int suspectedAfter(int points, IntToDoubleFunction mib) {
        LeakWatch watch = watch();
        for (int i = 0; i < points; i++) {
            tell(watch, mib.applyAsDouble(i));
            if (!watch.suspicions().isEmpty()) {
                return i + 1;
            }
        }
        return -1;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 5, 30})
    void flatWithNoise_thousandSeeds_isNeverSuspected(double noise) {
        int suspected = 0;
        for (int seed = 0; seed < 1_000; seed++) {
            Random random = new Random(seed);
            suspected += suspectedAfter(100, i -> 700 + noise * random.nextGaussian()) > 0 ? 1 : 0;
        }
        assertEquals(0, suspected);
    }

    @ParameterizedTest
    @ValueSource(doubles = {4, 8, 16})
    void leakWithNoise_thousandSeeds_isFoundWithinTwelvePoints(double mibPerPoint) {
        for (int seed = 0; seed < 1_000; seed++) {
            Random random = new Random(seed);
            int points = suspectedAfter(12, i -> 600 + mibPerPoint * i + 2 * random.nextGaussian());
            assertTrue(points > 0, "seed " + seed + ": not found");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6, 7})
    void flatSawTooth_isNeverSuspected(int period) {
        assertEquals(-1, suspectedAfter(300, i -> 600 + 20 * (i % period)));
    }

    @Test
    void exactlyFlat_isNeverSuspected() {
        assertEquals(-1, suspectedAfter(300, i -> 700));
    }

    @Test
    void warmUp_rise_isLeftOut() {
        warmUp = Duration.ofHours(1);
        assertEquals(-1, suspectedAfter(39, i -> 500 + 10 * i));
        LeakWatch watch = watch();
        for (int i = 0; i < 200; i++) { // rises for the first hour, then stays
            tell(watch, 500 + 10 * Math.min(i, 39));
            assertEquals(List.of(), watch.suspicions());
        }
    }

    @Test
    void singleOutlierAtTheEnd_isNotSuspected() {
        assertEquals(-1, suspectedAfter(13, i -> i < 12 ? 600 + (i % 2) : 900));
    }

    @Test
    void smallFill_isNotSuspectedButItsSlopeIsKnown() {
        LeakWatch watch = watch();
        for (int i = 0; i < 15; i++) {
            tell(watch, 100 + 10 * i);
        }
        assertEquals(List.of(), watch.suspicions());
        assertEquals(10.0 * MIB / 90, watch.liveSet().bytesPerSecond(), 1);
        Duration full = watch.forecast(MemoryStats.UNKNOWN).heapFull();
        assertNotNull(full);
        assertEquals(Duration.ofSeconds(90 * 76).toMinutes(), full.toMinutes(), 1);
    }

    @Test
    void suspicion_carriesItsEvidence() {
        LeakWatch watch = watch();
        MemoryAccount leaking = new MemoryAccount("cache", MemoryStats.UNLIMITED, false);
        MemoryAccount flat = new MemoryAccount("flat", MemoryStats.UNLIMITED, false);
        for (int i = 0; i < 20; i++) {
            leaking.recordAllocation(5 * MIB);
            flat.recordAllocation(MIB);
            flat.recordDeallocation(MIB);
            tell(watch, 700 + 5 * i, leaking, flat);
        }
        assertEquals(1, watch.suspicions().size());
        LeakSuspicion suspicion = watch.suspicions().get(0);
        assertEquals("live set", suspicion.subject());
        assertEquals(20, suspicion.points().size());
        assertEquals(700 * MIB, suspicion.points().get(0).bytes());
        assertEquals(
                STEP.multipliedBy(19),
                Duration.between(
                        suspicion.points().get(0).time(),
                        suspicion.points().get(19).time()));
        assertTrue(suspicion.probability() < 0.001);
        assertEquals(5.0 * MIB / 90, suspicion.bytesPerSecond(), 1);
        assertEquals(0, suspicion.noiseBytes());
        assertEquals(CAPACITY, suspicion.capacity());
        assertEquals(
                Duration.ofSeconds(41 * 90).toMinutes(), suspicion.timeToFull().toMinutes(), 1);
        assertEquals(List.of("cache"), suspicion.risingAccounts());
        assertEquals(0, watch.bytesPerSecond("flat"));
    }

    @Test
    void limitedAccount_rising_isASuspicionOfItsOwn() {
        LeakWatch watch = watch();
        MemoryAccount account = new MemoryAccount("sessions", 100 * MIB, false);
        account.recordAllocation(50 * MIB);
        for (int i = 0; i < 15; i++) {
            account.recordAllocation(MIB);
            ticker.advance(STEP);
            watch.advance(ticker.getAsLong(), Instant.EPOCH, MemoryStats.UNKNOWN, List.of(account));
        }
        assertEquals("account sessions", watch.suspicions().get(0).subject());
        assertEquals(MemoryStats.UNKNOWN, watch.liveSet().bytes(), "not one collection so far");
        for (int i = 0; i < 15; i++) { // freed: the suspicion goes
            account.recordDeallocation(MIB);
            ticker.advance(STEP);
            watch.advance(ticker.getAsLong(), Instant.EPOCH, MemoryStats.UNKNOWN, List.of(account));
        }
        assertEquals(List.of(), watch.suspicions());
    }

    @Test
    void figuresThatAreNotFinal_onlyTheLowestOfAFallingRunCounts() {
        story.isFinal = false;
        LeakWatch watch = watch();
        // Each cycle: marked, then two partial collections. What is left grows by 5 each time.
        int points = -1;
        for (int i = 0; i < 20 && points < 0; i++) {
            tell(watch, 800 + 5 * i);
            tell(watch, 740 + 5 * i);
            tell(watch, 700 + 5 * i);
            points = watch.suspicions().isEmpty() ? -1 : i + 1;
        }
        assertTrue(points > 0 && points <= 13, "found after " + points + " cycles");
        watch.suspicions().get(0).points().forEach(point -> assertEquals(0, (point.bytes() / MIB - 700) % 5));
    }

    @Test
    void figuresThatAreNotFinal_flatCycles_areNeverSuspected() {
        story.isFinal = false;
        Random random = new Random(7);
        assertEquals(-1, suspectedAfter(900, i -> 800 - 50 * (i % 3) + random.nextInt(10)));
    }

    @Test
    void resident_risingTowardsTheGroupLimit_isForecast() {
        LeakWatch watch = watch();
        for (int i = 0; i < 120; i++) {
            ticker.advance(Duration.ofSeconds(10));
            watch.advance(ticker.getAsLong(), Instant.EPOCH, 500 * MIB + i * 10 * MIB, List.of());
        }
        Duration full = watch.forecast(3_600 * MIB).groupFull();
        assertNotNull(full);
        assertEquals(3_600, full.toSeconds(), 1);
        assertNull(watch.forecast(MemoryStats.UNLIMITED).groupFull());
        assertNull(watch.forecast(MemoryStats.UNKNOWN).groupFull());
        assertNull(watch.forecast(3_600 * MIB).heapFull());
    }
}
