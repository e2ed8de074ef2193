package io.perftoolkit.admission;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Leads a limit: the smaller of a knee, which follows throughput, and a guard, which follows the objective.
 *
 * <pre>
 * a window shows              while            then
 * late, and work queues       no trial         the guard cuts, the deeper the more are late
 *                             trial upwards    the trial is lost
 *                             trial downwards  as without one, if a great share is late
 * in time, seldom binding     any              nothing is learned, nothing changes
 * in time, binding            guarded          the guard grows back towards the knee
 *                             nothing queues   the knee grows: there is room inside
 *                             slow start       the knee grows while throughput follows, then falls back a step
 *                             otherwise        a trial: down if the last one upwards was lost, and in turn
 * a third late, three cuts    any              a futile trial upwards: if throughput follows, cutting cannot help
 * </pre>
 *
 * <p>No latency is a set point; see {@link Unhindered}. Ideas from: TCP's slow start; Uber's Cinnamon, which watches how throughput answers to
 * the limit; the guard is additive increase, multiplicative decrease on the share of late answers.
 */
final class Pace implements Governor {
    private static final double LATE_GOAL = 0.01;
    private static final double LATE_IN_TRIAL = 0.12;
    private static final double MUCH_LATE = 0.3;
    private static final double BINDING = 0.8;
    private static final double SELDOM = 0.05;
    private static final double QUEUEING = 0.2;
    private static final double ROOM_INSIDE = 0.1;

    private static final double NOT_BELOW = 1.25;
    private static final double DOWN = 0.7;
    private static final double UP = 1 / 0.85;
    private static final double UP_FAR = 2;
    private static final double FAR = 4;
    private static final int CREDIT = 32;
    private static final int SAMPLES_SLOW_START = 15;
    private static final long WINDOW_NANOS = 20_000_000;
    private static final long LONG_WINDOW_NANOS = 500_000_000;
    private static final long LOOK_NANOS = 5_000_000;
    private static final long SECOND = 1_000_000_000;
    private static final double UNGUARDED = Double.POSITIVE_INFINITY;

    private final double lateNanos;
    private final double least;
    private final double most;
    private final Unhindered unhindered;

    private double knee;
    private double guard = UNGUARDED;
    private int limit;
    private double mean;
    private double flow; // completions per nanosecond while the limit binds, smoothed
    private Samples.Reading seen;

    private Samples.Reading windowStart;
    private long windowStartNanos;
    private long windowOpensNanos;
    private long nextLookNanos;

    private boolean slowStart = true;
    private boolean credited;
    private double flowBefore;

    private @Nullable Trial trial;
    private boolean futile;
    private final Turns turns;

    private volatile long holdUntilNanos;
    private long noCutBeforeNanos;
    private long nextCutNanos;
    private long futilePatience = 2 * SECOND;
    private int cuts;
    private int calm;
    private double limitBeforeCuts;

    private volatile AdmissionStats.Steering stats = AdmissionStats.Steering.NONE;

    Pace(long lateNanos, int initialLimit, int least, int most, Samples.Reading none, long nowNanos) {
        this.lateNanos = lateNanos;
        this.least = least;
        this.most = most;
        this.unhindered = new Unhindered(lateNanos / Watch.LATE);
        this.knee = initialLimit;
        this.limit = initialLimit;
        this.seen = none;
        this.windowStart = none;
        this.windowStartNanos = nowNanos;
        this.windowOpensNanos = nowNanos;
        this.nextLookNanos = nowNanos;
        this.turns = new Turns(nowNanos);
        this.noCutBeforeNanos = nowNanos;
        this.holdUntilNanos = nowNanos;
        this.nextCutNanos = nowNanos;
    }

    @Override
    public int look(long nowNanos, Samples.Reading all) {
        smoothMean(all);
        if (nowNanos - windowOpensNanos < 0) { // what started under the last limit must end first
            windowStart = all;
            windowStartNanos = nowNanos;
        }
        Window window = new Window(windowStart, all, (double) (nowNanos - windowStartNanos));
        if (isComplete(window)) {
            if (trial == null || trial.isSettled(nowNanos)) {
                decide(nowNanos, window);
            }
            windowStart = all;
            windowStartNanos = nowNanos;
        }
        Trial running = trial;
        if (running != null && running.look(nowNanos, all.answered, mean)) {
            judge(nowNanos, running);
        }
        nextLookNanos = nowNanos + LOOK_NANOS;
        return limit;
    }

    @Override
    public void hold(long untilNanos) {
        if (untilNanos - holdUntilNanos > 0) {
            holdUntilNanos = untilNanos; // of two at the same instant either may count
        }
    }

    @Override
    public long nextLookNanos() {
        return nextLookNanos;
    }

    @Override
    public AdmissionStats.Steering stats() {
        return stats;
    }

    private void smoothMean(Samples.Reading all) {
        long fresh = all.count - seen.count;
        if (fresh > 0) {
            double now = (all.total - seen.total) / fresh;
            double weight = Math.max(1 - Math.pow(0.98, (double) fresh), (double) fresh / all.count);
            mean += (now - mean) * weight;
        }
        seen = all;
    }

    private boolean isComplete(Window window) {
        boolean alarming =
                window.count >= 10 && window.late > MUCH_LATE && (!unhindered.isKnown() || queues(window, QUEUEING));
        int samples = slowStart ? SAMPLES_SLOW_START : Unhindered.SAMPLES;
        boolean enough = window.count >= samples && window.answered >= limit;
        return (alarming && window.span > 0)
                || (enough && window.span > WINDOW_NANOS)
                || (window.span > LONG_WINDOW_NANOS && window.count > 10);
    }

    private void decide(long now, Window window) {
        boolean rested = unhindered.isKnown();
        unhindered.learn(window);
        if (slowStart
                && credited
                && (window.binding > BINDING || (window.late > LATE_GOAL && window.binding > SELDOM))) {
            calibrate(now, window);
            return;
        }
        boolean goingDown = trial != null && !trial.up;
        boolean late = window.late > (goingDown ? LATE_IN_TRIAL : LATE_GOAL) && window.late * window.count > 2;
        if (late && queues(window, QUEUEING)) {
            calm = 0;
            tooLate(now, window);
        } else if (window.binding > SELDOM) {
            if (++calm > 3) {
                cuts = 0;
            }
            if (now - holdUntilNanos >= 0) {
                inTime(now, window);
            }
        } else {
            cuts = 0;
            if (slowStart && rested && !credited) {
                credited = true;
                knee = Math.max(knee, Math.min(Math.min(most, CREDIT), least * lateNanos / unhindered.nanos()));
                apply();
            }
        }
        if (window.binding > BINDING && trial == null) {
            flow = flow == 0 ? window.flow : flow + (window.flow - flow) * 0.2;
        }
        stats = new AdmissionStats.Steering(
                knee,
                Math.min(guard, most),
                Duration.ofNanos((long) unhindered.nanos()),
                Duration.ofNanos((long) window.mean),
                window.late,
                window.binding,
                turns.won(),
                turns.lost());
    }

    /** The first time that the limit binds after quiet times: how much was under way without queueing is known. */
    private void calibrate(long now, Window window) {
        credited = false;
        if (window.mean > 1.5 * unhindered.nanos()) {
            knee = Math.max(least, Math.min(knee, 2 * window.flow * unhindered.nanos()));
            slowStart = false;
            turns.nextAt(now);
            windowOpensNanos = now + (long) window.mean;
            apply();
        }
    }

    // ---- too many are late ----

    private void tooLate(long now, Window window) {
        if (futile) {
            return; // the trial that runs asks whether cutting helps at all
        }
        if (trial != null && trial.up) {
            turns.lostByLateness(now);
            endTrial();
            nextCutNanos = now + (long) window.mean;
            apply();
            return;
        }
        if (now - nextCutNanos < 0 || now - noCutBeforeNanos < 0) {
            return;
        }
        if (window.binding > SELDOM || window.late > 0.2) {
            cut(now, window);
        }
    }

    private void cut(long now, Window window) {
        double before = effective();
        if (cuts++ == 0) {
            limitBeforeCuts = before;
        }
        double factor = window.late > MUCH_LATE
                ? clamp(0.5 * lateNanos / window.mean, 0.3, 0.7)
                : Math.max(0.7, 1 - 5 * (window.late - LATE_GOAL));
        double floor =
                Math.min(before, window.flow * unhindered.nanos()); // below it nothing queues: cutting cannot help
        guard = Math.max(Math.max(least, before * factor), floor);
        nextCutNanos = now + (long) window.mean;
        slowStart = false;
        if (trial != null) {
            turns.nextAt(now + SECOND / 8, false);
            endTrial();
        }
        if (window.late > MUCH_LATE && guard < limitBeforeCuts * 0.5 && cuts > 2) {
            cuts = 0;
            futile = true;
            startTrial(now, true);
            return;
        }
        if (window.late > MUCH_LATE) {
            knee = Math.max(guard * 1.5, Math.min(knee, guard * 3));
        }
        apply();
    }

    // ---- in time ----

    private void inTime(long now, Window window) {
        boolean binds = window.binding > BINDING;
        if (guard < knee) {
            growGuard(window);
        } else if (trial == null && binds && !queues(window, ROOM_INSIDE)) {
            knee = Math.min(most, knee * (slowStart ? 2 : 1.25) + 0.3);
            flowBefore = window.flow;
            windowOpensNanos = now + (long) window.mean;
        } else if (slowStart && window.binding <= 0.9) {
            knee = Math.min(most, knee * 1.02 + 0.05);
        } else if (slowStart) {
            growWhileFlowFollows(now, window);
        } else if (!binds && trial == null) {
            knee = Math.min(most, knee * 1.01 + 0.02);
        }
        if (trial == null) {
            apply();
            if (!slowStart && binds && turns.isDue(now)) {
                considerTrial(now, window);
            }
        }
    }

    private void growGuard(Window window) {
        double rate = window.late == 0 && guard < 0.7 * knee
                ? 0.25
                : window.late > LATE_GOAL ? 0.02 : 0.05 * (1 - window.late / LATE_GOAL);
        guard = guard * (1 + rate) + 0.1;
        if (guard >= knee) {
            guard = UNGUARDED;
        }
        apply();
    }

    private void growWhileFlowFollows(long now, Window window) {
        if (flowBefore == 0 || window.flow > flowBefore * 1.15) {
            flowBefore = window.flow;
            knee = Math.min(most, knee * 1.5);
            windowOpensNanos = now + (long) window.mean;
        } else {
            knee = Math.max(least, knee / 1.5);
            slowStart = false;
            turns.nextAt(now);
        }
    }

    // ---- trials ----

    private void considerTrial(long now, Window window) {
        if (guard < knee * 0.9) {
            turns.downNext();
        }
        boolean nothingToGainBelow = effective() <= NOT_BELOW * window.flow * unhindered.nanos();
        if (turns.isUpNext() || !nothingToGainBelow) {
            startTrial(now, turns.isUpNext());
        } else if (guard >= knee) {
            startTrial(now, true);
        } else {
            turns.nextAt(now + SECOND / 4);
        }
    }

    private void startTrial(long now, boolean up) {
        double present = effective();
        double other = up ? above(present) : Math.min(present - 1, present * DOWN);
        if (other < least) {
            other = above(present);
        }
        trial = new Trial(present, Math.min(most, other), turns.isNoisy() && !futile && farStep() > UP);
        trial.turn(now, mean);
        apply();
    }

    /**
     * A step up, and a long one where answers take a small part of the objective: many services carry a little more with each
     * slot for a long way, as batches behind them grow, and a short step shows less of that than throughput swings by itself.
     */
    private double above(double present) {
        return Math.max(present + 1, present * farStep());
    }

    private double farStep() {
        return mean > 0 ? clamp(Math.sqrt(lateNanos / (FAR * mean)), UP, UP_FAR) : UP;
    }

    private void judge(long now, Trial running) {
        if (futile) {
            judgeFutile(now, running);
            return;
        }
        Trial.Verdict verdict = running.verdict();
        if (verdict == Trial.Verdict.OPEN) {
            running.turn(now, mean);
        } else if (verdict == Trial.Verdict.BETTER) {
            knee = running.other;
            if (running.up) {
                guard = Math.max(guard, knee);
            }
            turns.won(running, now);
            endTrial();
        } else {
            turns.lost(running, verdict == Trial.Verdict.IN_DOUBT, now);
            endTrial();
        }
        apply();
    }

    /** Whether more carries more although all of it is late: then what is slow is not a queue, and cuts only lose. */
    private void judgeFutile(long now, Trial running) {
        int pairs = running.pairs();
        double t = pairs < 8 ? 0 : running.doubtOf(running.gain() - 0.7 * Math.log(running.other / running.present));
        if (Math.abs(t) > 2 || pairs >= 30) {
            turns.nextAt(now + SECOND / 8, false);
            endTrial();
            if (t > 2) {
                guard = limitBeforeCuts;
                noCutBeforeNanos = now + futilePatience;
                futilePatience = Math.min(60 * SECOND, futilePatience * 2);
            }
        } else {
            running.turn(now, mean);
        }
        apply();
    }

    private void endTrial() {
        Trial ended = trial;
        if (ended != null) {
            turns.ended(ended);
        }
        trial = null;
        futile = false;
    }

    private boolean queues(Window window, double share) {
        return unhindered.isExceeded(window.mean, share);
    }

    private double effective() {
        return Math.max(least, Math.min(knee, guard));
    }

    private void apply() {
        Trial running = trial;
        limit = (int) Math.max((long) least, Math.round(running == null ? effective() : running.limit()));
    }

    private static double clamp(double value, double low, double high) {
        return Math.max(low, Math.min(high, value));
    }
}
