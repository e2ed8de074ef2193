package io.perftoolkit.bench.prove.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RequestPlanTest {
    private static String text(RequestPlan plan) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < plan.size(); i++) {
            text.append(plan.atNanos(i)).append(' ').append(plan.key(i)).append(plan.writes(i) ? " w\n" : " r\n");
        }
        return text.toString();
    }

    @Test
    void draw_sameSeed_isTheSame() {
        String first = text(RequestPlan.draw(42, 1_000, 2, 500, 0.9, 0.02));
        assertEquals(first, text(RequestPlan.draw(42, 1_000, 2, 500, 0.9, 0.02)));
        assertTrue(!first.equals(text(RequestPlan.draw(43, 1_000, 2, 500, 0.9, 0.02))));
    }

    @Test
    void draw_anyRate_hasExactlySoManyInOrderWithinTheWindow() {
        RequestPlan plan = RequestPlan.draw(1, 10_000, 1.5, 100, 0.9, 0.02);
        assertEquals(15_000, plan.size());
        long before = 0;
        for (int i = 0; i < plan.size(); i++) {
            assertTrue(plan.atNanos(i) >= before);
            before = plan.atNanos(i);
        }
        assertTrue(before < 1_500_000_000L);
    }

    @Test
    void then_aSecondPlan_followsWhereTheFirstEnds() {
        RequestPlan first = RequestPlan.draw(1, 100, 1, 50, 0.9, 0.5);
        RequestPlan second = RequestPlan.draw(2, 200, 2, 50, 0.9, 0.5);
        RequestPlan both = first.then(second);
        assertEquals(500, both.size());
        assertEquals(3, both.seconds());
        for (int i = 0; i < both.size(); i++) {
            RequestPlan part = i < 100 ? first : second;
            int at = i < 100 ? i : i - 100;
            assertEquals(part.atNanos(at) + (i < 100 ? 0 : 1_000_000_000L), both.atNanos(i));
            assertEquals(part.key(at), both.key(i));
            assertEquals(part.writes(at), both.writes(i));
        }
    }

    @Test
    void draw_nothingToSend_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> RequestPlan.draw(1, 0, 1, 100, 0.9, 0));
        assertThrows(IllegalArgumentException.class, () -> RequestPlan.draw(1, 1, 1, 0, 0.9, 0));
    }
}
