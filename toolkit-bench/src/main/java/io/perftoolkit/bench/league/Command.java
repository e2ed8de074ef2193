package io.perftoolkit.bench.league;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The words after {@code league}.
 *
 * @param action what to do
 * @param parts which parts, in the order given; all if none were
 * @param quick at most a minute for each part
 * @param slices by the harness for noisy machines
 * @param forks of each trial; 0 for the default
 * @param iterationMillis length of an iteration; 0 for the default
 * @param data directory of the data files; the pages lie in its parent
 * @param machine label of the data file; empty for none
 * @param traces directory of the traces whose hit ratios are simulated; {@code null} for those of the project
 */
record Command(
        Action action,
        List<String> parts,
        boolean quick,
        boolean slices,
        int forks,
        int iterationMillis,
        Path data,
        String machine,
        @Nullable Path traces) {
    enum Action {
        MEASURE,
        LIST,
        RENDER,
        HELP
    }

    static final String HELP = """
            league [option ...] [part ...]    compares the parts with their peers; all parts if none is named

              --quick         at most 60 seconds for each part
              --slices        the harness for noisy machines: keeps only slices in which no thread was preempted
              --forks N       JVMs for each subject, 2 or more (default 5; 3 with --quick)
              --time T        length of one iteration, such as 400ms or 1s (default 400ms)
              --data DIR      where the data files go (default docs/benchmarks/data); pages go to its parent
              --machine NAME  label for a second machine, part of the data file's name
              --traces DIR    recorded traces for cache-hit-ratio (.dkt.gz, .txt, .txt.gz; default: a small sample)
              --list          prints parts and rows, measures nothing
              --render        makes the pages from the data files, measures nothing
              --help          prints this

            Prints for each row: part | case | threads | ours | peer | ratio | +-error | goal | ok/short/noisy
            Exit code: 0 measured, 1 failed, 2 wrong arguments. A short row is a result, not a failure.
            """;

    static final List<String> OPTIONS = List.of(
            "--quick",
            "--slices",
            "--forks",
            "--time",
            "--data",
            "--machine",
            "--traces",
            "--list",
            "--render",
            "--help");
    private static final Pattern TIME = Pattern.compile("(\\d{1,6})(ms|s)");

    /**
     * Understands the words.
     *
     * @throws IllegalArgumentException naming the word, and the nearest one that exists
     */
    static Command parse(String[] args, Collection<String> knownParts) {
        Action action = Action.MEASURE;
        var parts = new ArrayList<String>();
        boolean quick = false;
        boolean slices = false;
        int forks = 0;
        int iterationMillis = 0;
        Path data = Path.of("docs", "benchmarks", "data");
        String machine = "";
        Path traces = null;
        Iterator<String> words = Arrays.asList(args).iterator();
        while (words.hasNext()) {
            String word = words.next();
            switch (word) {
                case "--quick" -> quick = true;
                case "--slices" -> slices = true;
                case "--forks" -> forks = forks(value(word, words));
                case "--time" -> iterationMillis = millis(value(word, words));
                case "--data" -> data = Path.of(value(word, words));
                case "--machine" -> machine = machine(value(word, words));
                case "--traces" -> traces = Path.of(value(word, words));
                case "--list" -> action = Action.LIST;
                case "--render" -> action = Action.RENDER;
                case "--help", "-h" -> action = Action.HELP;
                default -> parts.add(part(word, knownParts));
            }
        }
        if (quick && iterationMillis > 0) {
            throw new IllegalArgumentException("--time and --quick exclude each other: a quick run sets its own time");
        }
        List<String> chosen = parts.isEmpty() ? List.copyOf(new TreeSet<>(knownParts)) : List.copyOf(parts);
        return new Command(action, chosen, quick, slices, forks, iterationMillis, data, machine, traces);
    }

    private static String part(String word, Collection<String> known) {
        if (word.startsWith("-")) {
            throw new IllegalArgumentException(
                    "unknown option: " + word + "; did you mean " + Nearest.of(word, OPTIONS) + "?");
        }
        if (!known.contains(word)) {
            throw new IllegalArgumentException("unknown part: " + word + "; did you mean " + Nearest.of(word, known)
                    + "? Parts: " + String.join(", ", new TreeSet<>(known)));
        }
        return word;
    }

    private static String value(String option, Iterator<String> words) {
        if (!words.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return words.next();
    }

    private static int forks(String value) {
        if (!value.matches("\\d{1,3}") || Integer.parseInt(value) < 2) {
            throw new IllegalArgumentException("--forks must be a number from 2 to 999: " + value);
        }
        return Integer.parseInt(value);
    }

    private static int millis(String value) {
        Matcher m = TIME.matcher(value);
        if (!m.matches() || Integer.parseInt(m.group(1)) == 0) {
            throw new IllegalArgumentException("--time must be a length such as 400ms or 1s: " + value);
        }
        return Integer.parseInt(m.group(1)) * (m.group(2).equals("s") ? 1_000 : 1);
    }

    private static String machine(String value) {
        if (!value.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException("--machine must be lower-case words joined by '-': " + value);
        }
        return value;
    }
}
