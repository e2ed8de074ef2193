package io.perftoolkit.bench.prove;

import io.perftoolkit.bench.prove.lab.Lane;
import io.perftoolkit.bench.prove.load.Answers;
import io.perftoolkit.bench.prove.load.Generator;
import io.perftoolkit.bench.prove.load.Recording;
import io.perftoolkit.bench.prove.load.RequestPlan;
import java.io.IOException;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/**
 * Finds the rate at which both lanes are compared: what the target asks for, or, where this machine cannot bear that, a
 * share of what the plain lane bears undisturbed. A rate that already drowns the plain lane would prove nothing.
 *
 * @param rate requests per second
 * @param reason why this one, a sentence
 */
record Calibration(int rate, String reason) {
    private static final double SHARE = 0.7;

    /** The steps are so wide that two runs on one machine find the same one, unless they lie right at an edge. */
    private static final int STEP = 500;

    private static final int LEAST = 100;

    /** An earlier rate is kept if it is so close to the one that was found now. */
    private static final double SAME = 0.15;

    static Calibration run(Lane plain, Scale scale, long seed, int earlierRate, BooleanSupplier stop)
            throws IOException {
        try (Generator generator =
                new Generator(plain.address(), LaneRun.CONNECTIONS, Scale.TIMEOUT, new Answers(Scale.ROWS))) {
            WarmUp.run(generator, plain, scale, seed, stop);
            RequestPlan plan = RequestPlan.draw(
                    seed,
                    30_000,
                    Math.max(1, scale.calibration().toMillis() / 1e3),
                    Scale.ROWS,
                    Scale.ZIPF,
                    Scale.WRITE_SHARE);
            Recording recording = new Recording(plan);
            long begin = System.nanoTime();
            BooleanSupplier until = () -> stop.getAsBoolean()
                    || System.nanoTime() - begin >= scale.calibration().toNanos();
            generator.closedLoop(plan, recording, WarmUp.CONCURRENCY, until);
            double seconds = (System.nanoTime() - begin) / 1e9;
            return choose(recording.all().answered() / seconds, scale.mostRate(), earlierRate);
        }
    }

    /**
     * Decides by what was found now, and keeps the rate of an earlier run on the same machine as long as it still fits:
     * results can only be compared at one rate.
     *
     * @param capacity what lane plain bears, per second
     * @param mostRate above which no rate is chosen
     * @param earlierRate of the run before, 0 if there is none
     */
    static Calibration choose(double capacity, int mostRate, int earlierRate) {
        double bearable = capacity * SHARE;
        int step = bearable >= 2 * STEP ? STEP : LEAST;
        int rate = bearable >= mostRate ? mostRate : Math.max(LEAST, step * (int) (bearable / step));
        boolean keeps = earlierRate != rate
                && earlierRate > 0
                && earlierRate <= mostRate
                && Math.abs(earlierRate / bearable - 1) <= SAME;
        int chosen = keeps ? earlierRate : rate;
        String found = String.format(Locale.ROOT, "lane plain bears about %.0f/s undisturbed", roughly(capacity));
        String reason;
        if (chosen == mostRate) {
            reason = mostRate > Verdicts.RATE
                    ? "as much as the target needs; " + found
                    : "enough for a smoke run; " + found;
        } else {
            reason = String.format(Locale.ROOT, "%.0f %% of what this machine bears: %s", SHARE * 100, found);
        }
        return new Calibration(chosen, keeps ? reason + "; the rate of the run before is kept" : reason);
    }

    private static double roughly(double capacity) {
        return Math.rint(capacity / 100) * 100;
    }
}
