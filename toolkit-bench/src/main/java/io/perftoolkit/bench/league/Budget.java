package io.perftoolkit.bench.league;

/**
 * Divides the time of a quick run among its forks, and learns on the way what a fork costs beside its iterations.
 *
 * <p>Without a limit of time it hands out what the plan says.
 */
final class Budget {
    /** Trials may run this long before the controls are read again. */
    static final double CONTROL_EVERY_SECONDS = 15;

    private final Plan plan;
    private double startSeconds;
    private double controlPassSeconds;

    Budget(Plan plan) {
        this.plan = plan;
    }

    Pace controlPace() {
        return plan.controlPace();
    }

    /** Some controls were read: a first guess of what a fork costs beside its iterations, and of a regular pass. */
    void tookControls(int count, int regular, double seconds) {
        double each = seconds / count;
        controlPassSeconds = each * regular;
        if (startSeconds == 0) {
            startSeconds = Math.max(0, each - seconds(plan.controlPace()));
        }
    }

    /** A trial is over. */
    void tookTrial(Pace pace, double seconds) {
        double start = Math.max(0, seconds - seconds(pace));
        startSeconds += (start - startSeconds) / 4;
    }

    /** How many of so many trials can have two forks in the time; all where it has no limit. */
    int trials(int wanted, double now) {
        int trials = wanted;
        while (plan.budgetSeconds() > 0 && trials > 2 && slot(2 * trials, now) < seconds(plan.pace())) {
            trials--;
        }
        return trials;
    }

    /** As many as planned, or as many as fit; at least two, since one fork has no error. */
    int rounds(int trials, double now) {
        int rounds = plan.forks();
        while (plan.budgetSeconds() > 0 && rounds > 2 && slot(trials * rounds, now) < seconds(plan.pace())) {
            rounds--;
        }
        return rounds;
    }

    /** For the rest of the forks, one after another. */
    Pace pace(int forksLeft, double now) {
        if (plan.budgetSeconds() == 0) {
            return plan.pace();
        }
        long millis = (long) (1e3 * Math.max(slot(forksLeft, now), seconds(plan.pace())));
        return Pace.within(millis, plan.pace().allWarmUpMillis());
    }

    /** Whether one more trial and the last controls fit. */
    boolean allows(Pace pace, double now) {
        return plan.budgetSeconds() == 0
                || now + startSeconds + seconds(pace) + controlPassSeconds <= plan.budgetSeconds();
    }

    private double slot(int forks, double now) {
        double left = plan.budgetSeconds() - now;
        // One more than fit: the last regular pass may fall just before the final one.
        double passes = Math.ceil(left / CONTROL_EVERY_SECONDS) + 1;
        return (left - passes * controlPassSeconds) / forks - startSeconds;
    }

    private static double seconds(Pace pace) {
        return pace.millis() / 1e3;
    }
}
