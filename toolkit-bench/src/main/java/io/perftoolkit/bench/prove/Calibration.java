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

    static Calibration run(Lane plain, Scale scale, long seed, BooleanSupplier stop) throws IOException {
        try (Generator generator = new Generator(
                plain.address(), LaneRun.CONNECTIONS, Scale.TIMEOUT, new Answers(Scale.ROWS))) {
            WarmUp.run(generator, plain, scale, seed, stop);
            RequestPlan plan = RequestPlan.draw(
                    seed, 30_000, Math.max(1, scale.calibration().toMillis() / 1e3), Scale.ROWS, Scale.ZIPF, Scale.WRITE_SHARE);
            Recording recording = new Recording(plan);
            long begin = System.nanoTime();
            BooleanSupplier until = () ->
                    stop.getAsBoolean() || System.nanoTime() - begin >= scale.calibration().toNanos();
            generator.closedLoop(plan, recording, WarmUp.CONCURRENCY, until);
            double seconds = (System.nanoTime() - begin) / 1e9;
            return choose(recording.all().answered() / seconds, scale.mostRate());
        }
    }

    static Calibration choose(double capacity, int mostRate) {
        double bearable = capacity * SHARE;
        if (bearable >= mostRate) {
            return new Calibration(
                    mostRate,
                    String.format(
                            Locale.ROOT,
                            "what the target needs; lane plain bears %.0f/s undisturbed",
                            roughly(capacity)));
        }
        int step = bearable >= 2 * STEP ? STEP : LEAST;
        int rate = Math.max(LEAST, step * (int) (bearable / step));
        return new Calibration(
                rate,
                String.format(
                        Locale.ROOT,
                        "70 %% of the %.0f/s that lane plain bears undisturbed on this machine, in steps of %d",
                        roughly(capacity),
                        step));
    }

    private static double roughly(double capacity) {
        return Math.rint(capacity / 100) * 100;
    }
}
