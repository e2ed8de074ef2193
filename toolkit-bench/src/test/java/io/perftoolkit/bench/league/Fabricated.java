package io.perftoolkit.bench.league;

import java.util.List;
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
}
