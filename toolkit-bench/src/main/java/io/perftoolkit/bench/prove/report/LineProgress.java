package io.perftoolkit.bench.prove.report;

import io.perftoolkit.bench.prove.result.LaneResult;
import io.perftoolkit.bench.prove.result.ProveResult;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/** One line per event and at most one per second of a lane, for logs. */
final class LineProgress implements Progress {
    private final PrintStream out;
    private final LongSupplier ticker;
    private final long startNanos;

    LineProgress(PrintStream out, LongSupplier ticker) {
        this.out = out;
        this.ticker = ticker;
        this.startNanos = ticker.getAsLong();
    }

    @Override
    public synchronized void phase(String name, String detail) {
        line(name + (detail.isEmpty() ? "" : ": " + detail));
    }

    @Override
    public synchronized void slice(String lane, LaneResult.Slice slice) {
        if (Math.round(slice.fromSecond() * 10) % 10 == 9) {
            line(lane + ": " + slice);
        }
    }

    @Override
    public synchronized void note(String line) {
        line(line);
    }

    @Override
    public synchronized void done(ProveResult result, Path report) {
        for (LaneResult lane : result.lanes()) {
            line(lane.name() + ": " + lane.targets());
        }
        line("report: " + report);
    }

    @Override
    public void close() {
        // Nothing is held.
    }

    private void line(String text) {
        out.printf("%6.1f s  %s%n", (ticker.getAsLong() - startNanos) / 1e9, text);
    }
}
