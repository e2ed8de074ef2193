package io.perftoolkit.latency;

import java.time.Duration;

final class LatencyRecorderExample {
    private LatencyRecorderExample() {}

    static LatencySnapshot record(Runnable work) {
        // @start region="record"
        LatencyRecorder latency =
                LatencyRecorder.builder().serviceLevels(Duration.ofMillis(100)).build();
        long start = latency.now();
        work.run();
        latency.recordSince(start);

        LatencySnapshot now = latency.snapshot();
        double p99Millis = now.percentile(99) / 1e6;
        long missed = now.countAbove(Duration.ofMillis(100));
        // @end
        return p99Millis >= 0 && missed >= 0 ? now : latency.snapshot();
    }

    static LatencySnapshot interval(LatencyRecorder latency, Runnable aMinute) {
        // @start region="interval"
        LatencySnapshot before = latency.snapshot();
        aMinute.run();
        LatencySnapshot now = latency.snapshot();
        LatencySnapshot minute = now.minus(before);
        // @end
        return minute;
    }

    static long stages(LatencyRecorder parse, LatencyRecorder query, LatencyRecorder render, Runnable work) {
        // @start region="stages"
        StageTimer stages = new StageTimer(); // once for each connection
        stages.start();
        work.run();
        stages.next(parse);
        work.run();
        stages.next(query);
        work.run();
        long totalNanos = stages.end(render);
        // @end
        return totalNanos;
    }

    static LatencyBudget.Stats budget() {
        // @start region="budget"
        LatencyBudget budget = LatencyBudget.ofBytes(4 << 20);
        LatencyRecorder get = LatencyRecorder.builder().budget(budget).build();
        LatencyRecorder put = LatencyRecorder.builder().budget(budget).build();
        get.record(1_000);
        put.record(2_000);
        LatencyBudget.Stats stats = budget.stats(); // limit, used, refused
        // @end
        return stats;
    }

    static LatencySnapshot openLoop(LatencyRecorder latency, Runnable request, long intervalNanos, int requests) {
        // @start region="open-loop"
        long intended = latency.now();
        for (int i = 0; i < requests; i++) {
            request.run();
            latency.recordFrom(intended); // not from when it really began
            intended += intervalNanos;
        }
        // @end
        return latency.snapshot();
    }
}
