package io.perftoolkit.bench.league;

import io.perftoolkit.bench.hitratio.Contender;
import io.perftoolkit.bench.hitratio.Outcome;
import io.perftoolkit.bench.traces.Trace;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Data files without a machine behind them. */
final class Fabricated {
    private static final Controls.Drift CALM = new Controls.Drift("walk", 0.01, false);

    private Fabricated() {}

    static DataFile file(String part, String harness, String machine, RowResult... rows) {
        return new DataFile(
                DataFile.FORMAT,
                part,
                harness,
                machine,
                false,
                "2026-01-02T03:04:05Z",
                "0123456789ab",
                "java -jar toolkit-bench/target/benchmarks.jar league " + part,
                61.4,
                List.of("-Xmx512m"),
                facts(),
                List.of(rows),
                List.of("counting, 64 threads: needs as many processors, there are 2"),
                List.of(new Controls.Reading("empty", 1, 0.3), new Controls.Reading("empty", 9, 0.5)),
                JsonMapper.shared().createArrayNode());
    }

    static MachineFacts facts() {
        return new MachineFacts(
                "Some <CPU>",
                "26",
                "2",
                true,
                2,
                List.of("L1d 48K", "L2 1024K"),
                8_000_000_000L,
                "unknown",
                "Linux",
                "6.1",
                17,
                "Vendor 17.0.1+1",
                0.5,
                -1);
    }

    static RowResult row(String title, Kind kind, Interval estimate, @Nullable Double limit, Verdict verdict) {
        RowResult.Side ours = new RowResult.Side("Our_s", 2.0, 0.001, null, List.of(1.9, 2.1), 70, 100);
        RowResult.Side peer = new RowResult.Side("Peer", 4.0, 24.0, null, List.of(3.9, 4.1), 50, 100);
        String goal = limit == null ? "" : kind.sign() + " " + limit;
        String why = verdict == Verdict.NOISY ? "others had 30 % of the machine" : "";
        return new RowResult(
                title, 2, kind, ours, kind.hasPeer() ? peer : null, estimate, goal, limit, verdict, why, 0.02, CALM);
    }

    /** A data file of the simulator about {@link #outcomes}. */
    static DataFile simulated(RowResult... rows) {
        return new DataFile(
                DataFile.FORMAT,
                "hits",
                HitRatioRun.NAME,
                "",
                false,
                "2026-01-02T03:04:05Z",
                "0123456789ab",
                "java -jar toolkit-bench/target/benchmarks.jar league hits",
                61.4,
                List.of(),
                facts(),
                List.of(rows),
                List.of(),
                List.of(),
                HitRatioPage.raw(outcomes()));
    }

    /** Two recorded traces, of which ours wins one and loses the loop, and a generated one. */
    static List<Outcome> outcomes() {
        return List.of(
                outcome("web", Trace.Origin.RECORDED, 0.40, 0.70, same(0.50, 5), same(0.52, 4)),
                outcome("loop", Trace.Origin.RECORDED, 0.00, 0.25, same(0.24, 5), same(0.20, 4)),
                outcome("zipf", Trace.Origin.GENERATED, 0.60, 0.80, same(0.65, 5), same(0.75, 4)));
    }

    static Outcome outcome(
            String trace, Trace.Origin origin, double lru, double opt, List<Double> caffeine, List<Double> ours) {
        Map<Contender, List<Double>> ratios = new EnumMap<>(Contender.class);
        ratios.put(Contender.LRU, List.of(lru));
        ratios.put(Contender.GUAVA, List.of(lru == 0 ? 0 : lru + 0.01));
        double caffeineMean =
                caffeine.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        ratios.put(Contender.CACHE2K, List.of(caffeineMean - (lru == 0 ? 0.01 : 0.05)));
        ratios.put(Contender.CAFFEINE, caffeine);
        ratios.put(Contender.OURS, ours);
        ratios.put(Contender.OPT, List.of(opt));
        return new Outcome(trace, origin, 1_000, 100, 20, ratios);
    }

    private static List<Double> same(double value, int times) {
        return Collections.nCopies(times, value);
    }
}
