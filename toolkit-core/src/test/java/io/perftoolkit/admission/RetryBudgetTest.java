package io.perftoolkit.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.testkit.FakeTicker;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private final FakeTicker ticker = new FakeTicker(Long.MAX_VALUE - 1_000_000);
    private final RetryBudget budget = RetryBudget.builder().ticker(ticker).build();

    private int drain() {
        int taken = 0;
        while (budget.tryWithdraw()) {
            taken++;
        }
        return taken;
    }

    @Test
    void tryWithdraw_afterSuccesses_givesATenthOfThemAndTheFloor() {
        for (int i = 0; i < 200; i++) {
            budget.recordSuccess();
        }
        assertEquals(20 + 1, drain());
        assertEquals(21, budget.stats().granted());
        assertEquals(1, budget.stats().denied());
    }

    @Test
    void tryWithdraw_manySuccesses_holdsNoMoreThanItsCapacity() {
        for (int i = 0; i < 100_000; i++) {
            budget.recordSuccess();
        }
        assertEquals(100 + 1, drain());
    }

    @Test
    void tryWithdraw_oneRequestAMinute_mayRetry() {
        drain();
        for (int minute = 0; minute < 10; minute++) {
            ticker.advance(Duration.ofMinutes(1));
            assertTrue(budget.tryWithdraw());
        }
    }

    @Test
    void tryWithdraw_successesHaveRunDry_givesATenthOfTheFloor() {
        budget.recordSuccess();
        drain();
        int given = 0;
        for (int second = 0; second < 10; second++) {
            ticker.advance(Duration.ofSeconds(1));
            given += drain();
        }
        assertEquals(10, given, "one per second while successes are remembered");
        given = 0;
        for (int second = 0; second < 100; second++) {
            ticker.advance(Duration.ofSeconds(1));
            given += drain();
        }
        assertTrue(given >= 9 && given <= 11, "one in ten seconds afterwards: " + given);
    }

    @Test
    void tryWithdraw_drought_forgetsWhatWasPaidIn() {
        for (int i = 0; i < 1000; i++) {
            budget.recordSuccess();
        }
        assertEquals(100, budget.stats().tokens());
        ticker.advance(Duration.ofSeconds(11));
        assertEquals(0, budget.stats().tokens());
    }

    @Test
    void pushback_untilItsTime_nothingIsGiven() {
        budget.pushback(Duration.ofSeconds(2));
        budget.pushback(Duration.ofSeconds(1)); // does not shorten it
        budget.pushback(Duration.ofSeconds(-1));
        assertFalse(budget.tryWithdraw());
        ticker.advance(Duration.ofSeconds(1));
        assertFalse(budget.tryWithdraw());
        ticker.advance(Duration.ofSeconds(1));
        assertTrue(budget.tryWithdraw());
        budget.pushback(Duration.ofDays(1)); // no more than a minute
        ticker.advance(Duration.ofMinutes(1));
        assertTrue(budget.tryWithdraw());
    }

    @Test
    void build_brokenArguments_areAllNamed() {
        var thrown = assertThrows(
                IllegalArgumentException.class,
                () -> RetryBudget.builder()
                        .configure(
                                Map.of("per-success", "0", "capacity", "0", "floor-per-second", "-1", "memory", "0s"))
                        .build());
        assertEquals(4, thrown.getMessage().split("; ").length, thrown.getMessage());
        assertThrows(IllegalArgumentException.class, () -> RetryBudget.builder().configure(Map.of("per-sucess", "1")));
    }
}
