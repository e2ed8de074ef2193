package io.perftoolkit.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.admission.OverloadedException.Reason;
import io.perftoolkit.testkit.FakeTicker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CohortTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final FakeTicker ticker = new FakeTicker(Long.MAX_VALUE - 1_000_000_000);

    @Test
    void of_manyUsers_cohortsAreOfAboutTheSameSize() {
        int[] sizes = new int[Cohort.COUNT];
        for (long user = 0; user < 128_000; user++) {
            sizes[Cohort.of(user, NOON)]++;
        }
        for (int size : sizes) {
            assertEquals(1000, size, 150);
        }
    }

    @Test
    void of_sameHour_isTheSameAndChangesWithTheHour() {
        int cohort = Cohort.of(42, NOON);
        assertEquals(cohort, Cohort.of(42, NOON.plusSeconds(3599)));
        long moved = 0;
        for (long user = 0; user < 1000; user++) {
            moved += Cohort.of(user, NOON) == Cohort.of(user, NOON.plusSeconds(3600)) ? 0 : 1;
        }
        assertTrue(moved > 950, "moved " + moved);
        assertNotEquals(Cohort.of(1, Instant.EPOCH), Cohort.of(1, Instant.EPOCH.minusSeconds(1)));
    }

    @Test
    void serves_noPressure_allCohorts() {
        var limit = ConcurrencyLimit.fixed(10).ticker(ticker).build();
        for (int tick = 0; tick < 1000; tick++) {
            ticker.advance(Duration.ofMillis(1));
            assertTrue(limit.serves(Priority.NORMAL, Cohort.COUNT - 1));
            limit.tryAcquire(Priority.NORMAL).closeAs(Permit.Outcome.SUCCEEDED);
        }
    }

    @Test
    void serves_health_always() {
        var limit = ConcurrencyLimit.fixed(1).ticker(ticker).build();
        limit.close();
        assertTrue(limit.serves(Priority.HEALTH, Cohort.COUNT - 1));
    }

    /** Ten slots for fifteen users a millisecond. How many of those who need three calls get all three. */
    private double served(ConcurrencyLimit limit, boolean byCohort, int perTick) {
        Random random = new Random(7);
        long users = 0;
        long happy = 0;
        for (int tick = 0; tick < 6000; tick++) {
            int[] cohorts = random.ints(perTick, 0, Cohort.COUNT).toArray();
            boolean[] well = new boolean[perTick];
            Arrays.fill(well, true);
            for (int call = 0; call < 3; call++) {
                List<Permit> held = new ArrayList<>();
                for (int i : order(random, perTick)) {
                    Permit permit = byCohort && !limit.serves(Priority.NORMAL, cohorts[i])
                            ? null
                            : limit.tryAcquire(Priority.NORMAL);
                    well[i] &= permit != null;
                    if (permit != null) {
                        held.add(permit);
                    }
                }
                held.forEach(permit -> permit.closeAs(Permit.Outcome.SUCCEEDED));
            }
            ticker.advance(Duration.ofMillis(1));
            if (tick >= 3000) {
                users += perTick;
                for (boolean one : well) {
                    happy += one ? 1 : 0;
                }
            }
        }
        return (double) happy / users;
    }

    private static List<Integer> order(Random random, int size) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            order.add(i);
        }
        Collections.shuffle(order, random);
        return order;
    }

    @Test
    void serves_requestsOfThreeCalls_sameUsersAreRefusedEverywhere() {
        double apart = served(ConcurrencyLimit.fixed(10).ticker(ticker).build(), false, 15);
        double together = served(ConcurrencyLimit.fixed(10).ticker(ticker).build(), true, 15);
        assertTrue(apart < 0.35, "two thirds, three times over: " + apart);
        assertTrue(together > 0.5, "two thirds are the ideal: " + together);
    }

    @Test
    void serves_pressureThenQuiet_allCohortsComeBack() {
        var limit = ConcurrencyLimit.fixed(10).ticker(ticker).build();
        served(limit, true, 15);
        assertFalse(limit.serves(Priority.NORMAL, Cohort.COUNT - 1));
        assertTrue(limit.serves(Priority.NORMAL, 0));
        assertTrue(limit.serves(Priority.CRITICAL, Cohort.COUNT - 1), "each lane has a level of its own");
        assertTrue(limit.stats().refused(Reason.COHORT) > 0);
        served(limit, true, 5);
        assertTrue(limit.serves(Priority.NORMAL, Cohort.COUNT - 1));
        AdmissionStats stats = limit.stats();
        assertEquals(stats.offered(), stats.started() + stats.refused());
    }
}
