package io.perftoolkit.memory;

import java.time.Duration;

final class MemoryMonitorExample {
    private MemoryMonitorExample() {}

    static String monitor(Runnable shrinkCaches) {
        // @start region="monitor"
        try (MemoryMonitor memory = MemoryMonitor.builder()
                .tick(Duration.ofSeconds(1))
                .softLimit(0.80)
                .onPressure(news -> {
                    if (news.level() != MemoryPressure.Level.NORMAL) {
                        shrinkCaches.run();
                    }
                })
                .build()) {
            MemoryStats now = memory.stats();
            return now.heap().used() + " bytes of heap, " + now.process().resident() + " resident";
        }
        // @end
    }

    static void parts(MemoryMonitor memory) {
        // @start region="parts"
        memory.stats().parts().ifPresent(parts -> {
            long known = parts.heapCommitted() + parts.metaspace() + parts.codeCache() + parts.direct() + parts.file();
            assert known + parts.unaccounted() == parts.resident();
        });
        // @end
    }

    static String suspicions(MemoryMonitor memory) {
        // @start region="suspicions"
        StringBuilder report = new StringBuilder();
        for (LeakSuspicion suspicion : memory.stats().suspicions()) {
            report.append(suspicion.subject())
                    .append(" full in ")
                    .append(suspicion.timeToFull())
                    .append("; look at ")
                    .append(suspicion.risingAccounts());
        }
        // @end
        return report.toString();
    }

    static String gaps(MemoryMonitor memory) {
        // @start region="gaps"
        StringBuilder report = new StringBuilder();
        for (MemoryStats.Gap gap : memory.gaps()) {
            report.append(gap.figure())
                    .append(" is unknown: ")
                    .append(gap.reason())
                    .append('\n');
        }
        // @end
        return report.toString();
    }
}
