package io.perftoolkit.bench.prove.report;

import io.perftoolkit.bench.prove.result.LaneResult.Slice;
import io.perftoolkit.bench.prove.result.ProveResult;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/** One line per event and at most one per second of what repeats, for logs. */
final class LineProgress implements Progress {
    private static final long SECOND = 1_000_000_000;

    private final PrintStream out;
    private final Ink ink;
    private final int width;
    private final LongSupplier ticker;
    private final long startNanos;
    private long repeatNanos;
    private String phase = "";
    private String lane = "";
    private final List<Slice> since = new ArrayList<>();

    LineProgress(PrintStream out, Ink ink, int width, LongSupplier ticker) {
        this.out = out;
        this.ink = ink;
        this.width = width;
        this.ticker = ticker;
        this.startNanos = ticker.getAsLong();
        this.repeatNanos = startNanos;
    }

    @Override
    public synchronized void phase(String name, String detail) {
        boolean isNew = !name.equals(phase);
        if (isNew || isDue()) {
            flush();
            phase = name;
            repeatNanos = ticker.getAsLong();
            line(name + (detail.isEmpty() ? "" : ": " + detail));
        }
    }

    @Override
    public synchronized void slice(String name, Slice slice) {
        if (!name.equals(lane)) {
            flush();
            lane = name;
            repeatNanos = ticker.getAsLong();
        }
        since.add(slice);
        if (isDue()) {
            flush();
            repeatNanos = ticker.getAsLong();
        }
    }

    @Override
    public synchronized void note(String line) {
        line(line);
    }

    @Override
    public synchronized void done(ProveResult result, Path report) {
        flush();
        Scoreboard.of(result, report, ink, width).forEach(out::println);
        out.flush();
    }

    @Override
    public synchronized void close() {
        flush();
    }

    private boolean isDue() {
        return ticker.getAsLong() - repeatNanos >= SECOND;
    }

    private void flush() {
        if (!since.isEmpty()) {
            line(lane + ": " + figures(since));
            since.clear();
        }
    }

    private void line(String text) {
        double seconds = (ticker.getAsLong() - startNanos) / 1e9;
        out.println(ink.plain(String.format(Locale.ROOT, "%6.1f s  %s", seconds, text)));
        out.flush();
    }

    /** What can be said of slices together: percentiles do not add up, but none can exceed the highest. */
    static String figures(List<Slice> slices) {
        Heat.Cell all = Heat.together(slices);
        return rate(slices, all) + "  P50 ≈ " + Figures.latency(all.p50Nanos()) + "  P99 ≤ "
                + Figures.latency(all.p99Nanos()) + "  errors " + Figures.count(all.errors());
    }

    private static String rate(List<Slice> slices, Heat.Cell all) {
        return Figures.count(Math.round(all.sent() / (slices.size() * 0.1))) + "/s";
    }
}
