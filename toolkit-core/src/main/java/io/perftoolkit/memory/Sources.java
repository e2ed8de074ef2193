package io.perftoolkit.memory;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Everything a reading is read from, and the buffer they share. Not thread-safe: the monitor's lock guards it. */
final class Sources implements AutoCloseable {
    private final KernelText text = new KernelText();
    private final JvmSource jvm = new JvmSource();
    private final ProcessSource process;
    private final GroupSource group;

    Sources(Path root) {
        process = new ProcessSource(root);
        group = new GroupSource(root, text);
    }

    MemoryStats read(long nanos, Instant now, LeakWatch leaks, AccountBook accounts, long callbackFailures) {
        MemoryStats.ProcessUsage own = process.read(text);
        ControlGroup container = group.read(text);
        leaks.advance(nanos, now, own.resident(), accounts.all());
        return new MemoryStats(
                now,
                jvm.heap(),
                jvm.pools(),
                jvm.direct(),
                jvm.mapped(),
                jvm.collectors(),
                own,
                container,
                leaks.liveSet(),
                leaks.forecast(container.memory().headroom()),
                leaks.suspicions(),
                accounts.stats(leaks::bytesPerSecond),
                callbackFailures);
    }

    MemoryStats.ResidentDetail residentDetail() {
        return process.readDetail(text);
    }

    List<MemoryStats.Gap> gaps() {
        List<MemoryStats.Gap> gaps = new ArrayList<>(process.gaps());
        gaps.addAll(group.gaps());
        return List.copyOf(gaps);
    }

    @Override
    public void close() {
        process.close();
        group.close();
    }
}
