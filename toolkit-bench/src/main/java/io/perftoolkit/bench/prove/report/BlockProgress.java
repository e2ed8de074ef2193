package io.perftoolkit.bench.prove.report;

import io.perftoolkit.bench.prove.report.Ink.Style;
import io.perftoolkit.bench.prove.result.LaneResult.Slice;
import io.perftoolkit.bench.prove.result.ProveResult;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * A block at the bottom of a terminal that is redrawn in place; what is over and done with moves up above it.
 *
 * <p>Each frame is one write: the cursor goes up by the height of the last frame, each line is written over the old one and
 * its rest erased. Nothing is cleared first, so nothing flickers; no mode of the terminal is changed, so nothing is left to
 * restore should the process die.
 */
final class BlockProgress implements Progress {
    private static final String ERASE_REST = "\033[K";
    private static final String ERASE_BELOW = "\033[J";
    private static final String SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
    private static final String ASCII_SPINNER = "|/-\\";
    private static final int SECOND_OF_SLICES = 10;

    /** Columns of the first line. */
    private static final int NAME = 20;

    private static final int DETAIL = 30;

    private static final long REPAINT_MILLIS = 200;

    private final PrintStream out;
    private final Ink ink;
    private final int width;
    private final LongSupplier ticker;
    private final long startNanos;
    private final Map<String, TreeMap<Integer, Slice>> slices = new LinkedHashMap<>();
    private String phase = "";
    private String detail = "";
    private String lane = "";
    private long phaseNanos;
    private int height;
    private int frames;
    private boolean closed;

    BlockProgress(PrintStream out, Ink ink, int width, LongSupplier ticker) {
        this.out = out;
        this.ink = ink;
        // In the last column some terminals erase the character before the cursor.
        this.width = width - 1;
        this.ticker = ticker;
        this.startNanos = ticker.getAsLong();
        this.phaseNanos = startNanos;
    }

    @Override
    public synchronized void phase(String name, String newDetail) {
        List<String> over = new ArrayList<>();
        if (!name.equals(phase)) {
            over = finished();
            phase = name;
            lane = "";
            phaseNanos = ticker.getAsLong();
        }
        detail = newDetail;
        draw(over);
    }

    @Override
    public synchronized void slice(String name, Slice slice) {
        lane = name;
        slices.computeIfAbsent(name, ignored -> new TreeMap<>()).put(Heat.index(slice), slice);
        draw(List.of());
    }

    @Override
    public synchronized void note(String line) {
        draw(List.of(new Line(ink, width).add(Style.WARN, "! ").add(line).toString()));
    }

    @Override
    public synchronized void done(ProveResult result, Path report) {
        if (!closed) {
            List<String> lines = finished();
            lines.addAll(Scoreboard.of(result, report, ink, width));
            end(lines);
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            // The strips stay: they may show why the run ended.
            end(block());
        }
    }

    /** Draws the block anew while nothing is reported, so that the time is seen to pass; ends with the run. */
    BlockProgress repainted() {
        Thread thread = new Thread(this::repaintUntilClosed, "perftoolkit-prove-terminal");
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    private synchronized void repaintUntilClosed() {
        try {
            while (!closed) {
                wait(REPAINT_MILLIS);
                draw(List.of());
            }
        } catch (InterruptedException e) {
            // Whoever interrupts a painter wants no more paint.
            Thread.currentThread().interrupt();
        }
    }

    private void draw(List<String> above) {
        if (!closed) {
            frames++;
            write(above, block());
        }
    }

    private void end(List<String> lines) {
        write(lines, List.of());
        closed = true;
        notifyAll();
    }

    private void write(List<String> above, List<String> block) {
        StringBuilder frame = new StringBuilder();
        if (height > 0) {
            frame.append("\r\033[").append(height).append('A');
        }
        above.forEach(line -> frame.append(line).append(ERASE_REST).append('\n'));
        block.forEach(line -> frame.append(line).append(ERASE_REST).append('\n'));
        frame.append(ERASE_BELOW);
        height = block.size();
        out.print(frame);
        out.flush();
    }

    /** The line that a phase leaves behind. */
    private List<String> finished() {
        List<String> lines = new ArrayList<>();
        if (!phase.isEmpty()) {
            lines.add(new Line(ink, width)
                    .add(Style.PASS, "✓ ")
                    .add(phase)
                    .to(NAME)
                    .right(Style.DIM, elapsed(phaseNanos), DETAIL - 2)
                    .toString());
        }
        return lines;
    }

    private List<String> block() {
        List<String> lines = new ArrayList<>();
        if (phase.isEmpty()) {
            return lines;
        }
        String spinner = ink.unicode() ? SPINNER : ASCII_SPINNER;
        String total = "total " + elapsed(startNanos);
        int room = width - DETAIL - total.length() - 1;
        lines.add(new Line(ink, width)
                .add(Style.ACCENT, spinner.charAt(frames % spinner.length()) + " ")
                .add(Style.BOLD, phase)
                .to(NAME)
                .right(Style.PLAIN, elapsed(phaseNanos), DETAIL - 2)
                .to(DETAIL)
                .add(Line.cut(ink.plain(detail), room))
                .right(Style.DIM, total, width)
                .toString());
        if (!lane.isEmpty()) {
            lines.add(new Line(ink, width).add("  ").add(now()).toString());
        }
        strips(lines);
        return lines;
    }

    private String now() {
        List<Slice> all =
                new ArrayList<>(slices.getOrDefault(lane, new TreeMap<>()).values());
        List<Slice> last = all.subList(Math.max(0, all.size() - SECOND_OF_SLICES), all.size());
        return lane + ": " + LineProgress.figures(last);
    }

    private void strips(List<String> lines) {
        int margin = 2 + slices.keySet().stream().mapToInt(String::length).max().orElse(0) + 2;
        int most = slices.values().stream().mapToInt(TreeMap::size).max().orElse(0);
        int perCell = Heat.perCell(most, Math.max(10, width - margin - 1));
        slices.forEach((name, ofLane) -> {
            Line line = new Line(ink, width).add("  " + name).to(margin);
            Heat.cells(List.copyOf(ofLane.values()), perCell).forEach(line::heat);
            lines.add(line.toString());
        });
    }

    private String elapsed(long sinceNanos) {
        return String.format(Locale.ROOT, "%.1f s", (ticker.getAsLong() - sinceNanos) / 1e9);
    }
}
