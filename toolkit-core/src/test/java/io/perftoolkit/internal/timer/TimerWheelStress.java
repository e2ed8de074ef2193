package io.perftoolkit.internal.timer;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** An alarm is cancelled while it falls due: it rings or it is cancelled, never both and never neither. */
public class TimerWheelStress {
    /** It is still on its way in when the wheel turns. */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "One of them won.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Both, or none.")
    @State
    public static class CancelWhileDrained {
        private final long[] now = new long[1];
        private final TimerWheel wheel = TimerWheel.manual(() -> now[0]);
        private final Bell bell = new Bell();

        public CancelWhileDrained() {
            wheel.arm(bell, 0);
            now[0] = 10L << TimerWheel.TICK_SHIFT;
        }

        @Actor
        public void caller(II_Result r) {
            r.r1 = wheel.cancel(bell) ? 1 : 0;
        }

        @Actor
        public void wheel(II_Result r) {
            wheel.runDue();
            wheel.runDue();
            r.r2 = bell.rings;
        }
    }

    /** It is in its slot when the wheel turns. */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "One of them won.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Both, or none.")
    @State
    public static class CancelWhileRung {
        private final long[] now = new long[1];
        private final TimerWheel wheel = TimerWheel.manual(() -> now[0]);
        private final Bell bell = new Bell();

        public CancelWhileRung() {
            wheel.arm(bell, 5L << TimerWheel.TICK_SHIFT);
            wheel.runDue();
            now[0] = 10L << TimerWheel.TICK_SHIFT;
        }

        @Actor
        public void caller(II_Result r) {
            r.r1 = wheel.cancel(bell) ? 1 : 0;
        }

        @Actor
        public void wheel(II_Result r) {
            wheel.runDue();
            r.r2 = bell.rings;
        }
    }

    /** The state is read and then stored. */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "One of them won.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Both, and must be seen here.")
    @State
    public static class LoadThenStoreControl {
        private volatile int state = Alarm.LINKED;

        @Actor
        public void caller(II_Result r) {
            if (state == Alarm.LINKED) {
                state = Alarm.CANCELLED;
                r.r1 = 1;
            }
        }

        @Actor
        public void wheel(II_Result r) {
            if (state == Alarm.LINKED) {
                state = Alarm.RUNG;
                r.r2 = 1;
            }
        }
    }

    private static final class Bell extends Alarm {
        int rings;

        @Override
        protected void ring() {
            rings++;
        }
    }
}
