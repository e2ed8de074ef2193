package io.perftoolkit.bench.prove.report;

import io.perftoolkit.bench.prove.result.LaneResult;
import io.perftoolkit.bench.prove.result.LaneResult.Target;
import org.jspecify.annotations.Nullable;

/** What may be said of a target: both views ask here, so that neither praises a noisy lane. */
final class Verdicts {
    private Verdicts() {}

    static @Nullable Boolean met(LaneResult lane, Target target) {
        return lane.noise().noisy() ? null : target.met();
    }

    static String word(@Nullable Boolean met) {
        return met == null ? Figures.NONE : met ? "PASS" : "FAIL";
    }

    /** Of the lane in question to the one it is compared with; empty if no ratio may be told. */
    static String ratio(Lanes lanes, String target) {
        LaneResult base = lanes.base();
        LaneResult subject = lanes.subject();
        if (base == null || subject == null || !lanes.comparable()) {
            return "";
        }
        Target a = Lanes.target(base, target);
        Target b = Lanes.target(subject, target);
        return a == null || b == null ? Figures.NONE : Figures.ratio(b.value() / a.value());
    }

    static String ratio(Lanes lanes, Measure measure) {
        LaneResult base = lanes.base();
        LaneResult subject = lanes.subject();
        return base == null || subject == null || !lanes.comparable()
                ? ""
                : Figures.ratio(measure.ratio(base, subject));
    }
}
