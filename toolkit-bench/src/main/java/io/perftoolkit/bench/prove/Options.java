package io.perftoolkit.bench.prove;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for on the command line.
 *
 * @param rate requests per second, 0 to find one by calibration
 * @param seconds of each lane's window
 * @param seed of the load
 * @param json where to write the result besides {@code out}, or {@code null}
 * @param out directory of the report and of everything temporary
 * @param smoke whether to go the whole way in a few seconds, for a build
 * @param withParent whether to stop when the process that started this one ends
 * @param help whether only the options are asked for
 */
record Options(
        int rate,
        double seconds,
        long seed,
        @Nullable Path json,
        Path out,
        boolean smoke,
        boolean withParent,
        boolean help) {
    static final String USAGE = """
            prove: the same load on a service of popular libraries and on one of this toolkit

              --rate N       requests per second (default: found by calibration, at most what the target needs)
              --seconds N    length of the measured window of each lane (default 20)
              --seed N       of arrivals, keys and mix (default 1)
              --json FILE    write the result there too
              --out DIR      report, histograms and everything temporary (default target/prove)
              --smoke        the whole way in a few seconds; no figure of it means anything
              --with-parent  stop when the process that started this one ends
              --help         this text
            """;

    private static final List<String> NAMES =
            List.of("--rate", "--seconds", "--seed", "--json", "--out", "--smoke", "--with-parent", "--help");
    private static final double SECONDS = 20;
    private static final double SMOKE_SECONDS = 2;
    private static final int MOST_REQUESTS = 5_000_000;

    /** @throws IllegalArgumentException with one line that says what is wrong */
    static Options parse(String... args) {
        int rate = 0;
        double seconds = 0;
        long seed = 1;
        Path json = null;
        Path out = Path.of("target", "prove");
        boolean smoke = false;
        boolean withParent = false;
        boolean help = false;
        for (int i = 0; i < args.length; i++) {
            String name = args[i];
            switch (name) {
                case "--rate" -> rate = (int) number(name, value(args, ++i), 1, 1_000_000);
                case "--seconds" -> seconds = number(name, value(args, ++i), 1, 600);
                case "--seed" -> seed = (long) number(name, value(args, ++i), 0, Integer.MAX_VALUE);
                case "--json" -> json = Path.of(value(args, ++i));
                case "--out" -> out = Path.of(value(args, ++i));
                case "--smoke" -> smoke = true;
                case "--with-parent" -> withParent = true;
                case "--help", "-h" -> help = true;
                default ->
                    throw new IllegalArgumentException(
                            "unknown option " + name + ": did you mean " + nearest(name) + "? (--help lists all)");
            }
        }
        double window = seconds > 0 ? seconds : smoke ? SMOKE_SECONDS : SECONDS;
        if (rate * window > MOST_REQUESTS) {
            throw new IllegalArgumentException("options --rate times --seconds must not exceed " + MOST_REQUESTS
                    + ", since every request is kept: " + (long) (rate * window));
        }
        return new Options(rate, window, seed, json, out, smoke, withParent, help);
    }

    private static String value(String[] args, int i) {
        if (i >= args.length) {
            throw new IllegalArgumentException("option " + args[i - 1] + " needs a value");
        }
        return args[i];
    }

    private static double number(String name, String text, double least, double most) {
        double number;
        try {
            number = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("option " + name + " needs a number: " + text, e);
        }
        if (!(number >= least && number <= most)) {
            throw new IllegalArgumentException(
                    "option " + name + " must be from " + (long) least + " to " + (long) most + ": " + text);
        }
        return number;
    }

    static String nearest(String name) {
        return NAMES.stream()
                .min(Comparator.comparingInt(known -> distance(name, known)))
                .orElseThrow();
    }

    /** Levenshtein: insertions, deletions and replacements. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }

    /** The command that repeats this run. */
    String command() {
        StringBuilder command = new StringBuilder("prove --seed " + seed);
        if (rate > 0) {
            command.append(" --rate ").append(rate);
        }
        command.append(" --seconds ").append(seconds % 1 == 0 ? Long.toString((long) seconds) : "" + seconds);
        return smoke ? command + " --smoke" : command.toString();
    }
}
