package io.perftoolkit.bench.prove.report;

import io.perftoolkit.bench.prove.result.LaneResult;
import io.perftoolkit.bench.prove.result.ProveResult;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * Tells a person what a run is doing, and at its end what came out.
 *
 * <p>Thread-safe. A call may wait for the stream that it writes to, and a terminal may be stopped by its user: call it from
 * a thread that measures nothing.
 */
public interface Progress extends AutoCloseable {
    /**
     * A phase begins, and ends the one before it. The same name again renews the detail and lets the elapsed time run on.
     *
     * @param name one or two words: {@code start servers}, {@code calibrate}, {@code lane toolkit}
     * @param detail what is being done or waited for, or an empty string
     */
    void phase(String name, String detail);

    /**
     * A tenth of a second of a lane's window is over. A slice with the {@code fromSecond} of an earlier one replaces it,
     * for requests that ended late.
     *
     * @param lane name of the lane
     * @param slice its figures
     */
    void slice(String lane, LaneResult.Slice slice);

    /**
     * Something a reader should know, kept above whatever is being redrawn.
     *
     * @param line one line
     */
    void note(String line);

    /**
     * The run is over: prints the scoreboard and where the files are, and gives the terminal back.
     *
     * @param result what came out
     * @param report path of the HTML report; the raw histograms lie beside it
     */
    void done(ProveResult result, Path report);

    /** Gives the terminal back, for a run that ended without a result; does nothing after {@link #done}. */
    @Override
    void close();

    /**
     * The view for a stream: a block that is redrawn in place if it is a terminal, else one line a second at most.
     *
     * <p>A block lets the time run on by a daemon thread, which ends with {@link #done} or {@link #close}.
     *
     * @param out where to print; not closed
     * @param env the environment: {@code NO_COLOR}, {@code TERM} and the locale are obeyed
     * @param isTerminal whether a person sees {@code out} on a terminal
     * @param width columns of it, 0 if not known; a terminal of fewer than 60 gets lines
     * @return the view
     */
    static Progress forTerminal(PrintStream out, Map<String, String> env, boolean isTerminal, int width) {
        int columns = width <= 0 ? 80 : width;
        boolean block = isTerminal && columns >= 60 && !Ink.isDumb(env);
        Ink ink = Ink.of(env, isTerminal);
        return block
                ? new BlockProgress(out, ink, columns, System::nanoTime).repainted()
                : new LineProgress(out, ink, Math.max(60, columns), System::nanoTime);
    }
}
