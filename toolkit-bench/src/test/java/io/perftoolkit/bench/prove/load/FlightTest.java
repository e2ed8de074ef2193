package io.perftoolkit.bench.prove.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FlightTest {
    private static final long TIMEOUT = 5_000_000_000L;
    private static final long END = 1_000_000_000L;

    private final RequestPlan plan = RequestPlan.draw(1, Flight.MAX_IN_FLIGHT + 500, 1, 100, 0.9, 0);
    private final Recording recording = new Recording(plan);
    private final Flight flight = new Flight(plan, recording, new Answers(100), TIMEOUT);

    @Test
    void admitByTime_tooManyInFlight_theNextOverflow() {
        flight.admitByTime(END);
        flight.expire(END + TIMEOUT);
        assertTrue(flight.isOver());
        assertEquals(
                Map.of("overflow", 500L, "timeout", (long) Flight.MAX_IN_FLIGHT),
                recording.all().errors());
    }

    @Test
    void expire_notYetTime_waits() {
        flight.admitByTime(plan.atNanos(9));
        flight.expire(plan.atNanos(0) + TIMEOUT - 1);
        assertEquals(0, recording.settled());
        flight.expire(plan.atNanos(4) + TIMEOUT);
        assertEquals(5, recording.settled());
        assertFalse(flight.isOver());
    }

    @Test
    void answered_afterTheTimeOut_changesNothing() {
        flight.admitByTime(plan.atNanos(0));
        flight.expire(plan.atNanos(0) + TIMEOUT);
        flight.answered(0, 200, new byte[0], 0);
        flight.broken(0, true);
        assertEquals(Map.of("timeout", 1L), recording.all().errors());
    }

    @Test
    void hasWaiting_timedOutMeanwhile_isSkipped() {
        flight.admitByTime(plan.atNanos(2));
        flight.expire(plan.atNanos(2) + TIMEOUT);
        assertFalse(flight.hasWaiting());
    }

    @Test
    void end_twice_isAnError() {
        recording.started(0, 0, 0);
        recording.end(0, Outcome.ANSWERED, 5);
        assertThrows(IllegalStateException.class, () -> recording.end(0, Outcome.TIMEOUT, 6));
    }
}
