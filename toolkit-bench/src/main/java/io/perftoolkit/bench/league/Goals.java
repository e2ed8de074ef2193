package io.perftoolkit.bench.league;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The one file that says what is compared and what is promised. Its own head explains the format. */
final class Goals {
    private static final String FILE = "goals.txt";
    private static final Pattern BENCHMARK = Pattern.compile("[a-z][a-z0-9.]*\\.[A-Z]\\w*\\.[a-z]\\w*");
    private static final Pattern PART = Pattern.compile("[a-z][a-z0-9-]*");
    private static final Pattern NEED = Pattern.compile("jdk (\\d{1,3})|warm-up (\\d{1,5}) ms");
    private static final Pattern GOAL = Pattern.compile("(>=|<=)\\s*(-?\\d+(?:\\.\\d+)?)\\s*([A-Za-z]*|%)"
            + "(?:\\s+where\\s+(\\w+)\\s*>\\s*(\\d+(?:\\.\\d+)?)\\s*ns)?");
    private static final Map<String, Double> TIME_UNITS = Map.of("ns", 1.0, "us", 1e3, "ms", 1e6);

    private final List<Row> rows = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private int lineNumber;

    private Goals() {}

    /** Reads the file that lies beside this class. */
    static List<Row> load() {
        try (InputStream in = Goals.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is missing beside " + Goals.class.getName());
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads the rows from the text of a goals file.
     *
     * @throws IllegalArgumentException naming the line, the value and the rule
     */
    static List<Row> parse(String text) {
        var goals = new Goals();
        for (String line : text.lines().toList()) {
            goals.lineNumber++;
            if (!line.isBlank() && !line.startsWith("#")) {
                goals.rows.add(goals.row(line));
            }
        }
        return List.copyOf(goals.rows);
    }

    private Row row(String line) {
        String[] cells = line.split("\\|", -1);
        if (cells.length < 8 || cells.length > 9) {
            throw wrong("a row has 8 cells, or 9 with needs, between '|'", String.valueOf(cells.length));
        }
        for (int i = 0; i < cells.length; i++) {
            cells[i] = cells[i].strip();
            if (cells[i].isEmpty()) {
                throw wrong("no cell may be empty; '-' stands for none", "cell " + (i + 1));
            }
        }
        String part = matching(PART, cells[0], "part must be one word in lower case");
        int threads = threads(cells[2]);
        if (!seen.add(part + '|' + cells[1] + '|' + threads)) {
            throw wrong("part, case and threads must be unique", part + " | " + cells[1] + " | " + threads);
        }
        String benchmark = matching(BENCHMARK, cells[3], "benchmark must be package.Class.method");
        Kind kind = kind(cells[6]);
        Trial ours = trial(benchmark, cells[4], threads);
        return new Row(
                part,
                cells[1],
                threads,
                kind,
                ours,
                peer(kind, benchmark, cells[5], ours),
                goals(kind, cells[7]),
                needed(cells, "jdk"),
                needed(cells, "warm-up"));
    }

    private int threads(String cell) {
        if (!cell.matches("[1-9]\\d{0,3}")) {
            throw wrong("threads must be a number from 1 to 9999", cell);
        }
        return Integer.parseInt(cell);
    }

    private Kind kind(String cell) {
        for (Kind kind : Kind.values()) {
            if (kind.word().equals(cell)) {
                return kind;
            }
        }
        throw wrong("kind must be one of " + Kind.words(), cell);
    }

    private @Nullable Trial peer(Kind kind, String benchmark, String cell, Trial ours) {
        if (cell.equals("-") == kind.namesPeer()) {
            throw wrong(kind.namesPeer() ? "this kind needs a peer" : "this kind has no peer, write '-'", cell);
        }
        if (!kind.hasPeer()) {
            return null;
        }
        if (!kind.namesPeer() && ours.threads() == 1) {
            throw wrong("this kind compares with one thread, so it needs more of them", "1");
        }
        Trial peer = kind.namesPeer()
                ? trial(benchmark, cell, ours.threads())
                : new Trial(ours.benchmark(), ours.params(), 1);
        if (ours.equals(peer)) {
            throw wrong("ours and peer must differ", cell);
        }
        return peer;
    }

    private Trial trial(String benchmark, String cell, int threads) {
        String method = benchmark;
        var params = new TreeMap<String, String>();
        if (!cell.equals("-")) {
            String[] words = cell.split("\\s+", -1);
            for (int i = 0; i < words.length; i++) {
                int equals = words[i].indexOf('=');
                if (i == 0 && equals < 0) {
                    method = method(benchmark, words[i]);
                } else if (equals < 1 || equals == words[i].length() - 1) {
                    throw wrong("a parameter is written name=value", words[i]);
                } else if (params.put(words[i].substring(0, equals), words[i].substring(equals + 1)) != null) {
                    throw wrong("a parameter may be set only once", words[i]);
                }
            }
        }
        return Trial.of(method, params, threads);
    }

    private String method(String benchmark, String word) {
        String name = word.indexOf('.') < 0 ? benchmark.substring(0, benchmark.lastIndexOf('.') + 1) + word : word;
        return matching(BENCHMARK, name, "a side names a method of the class, or package.Class.method");
    }

    private List<Goal> goals(Kind kind, String cell) {
        if (cell.equals("-")) {
            return List.of();
        }
        var goals = new ArrayList<Goal>();
        for (String clause : cell.split(",", -1)) {
            Goal goal = goal(kind, clause.strip());
            if ((goal.condition() == null) != goals.isEmpty()) {
                throw wrong("the first goal holds everywhere, each further one has a 'where'", clause.strip());
            }
            goals.add(goal);
        }
        return goals;
    }

    private Goal goal(Kind kind, String clause) {
        Matcher m = GOAL.matcher(clause);
        if (!m.matches()) {
            throw wrong("a goal is written '>= 1.8' or '<= 2 ns', then perhaps 'where <control> > 4 ns'", clause);
        }
        if (!m.group(1).equals(kind.sign())) {
            throw wrong("the goal of this kind begins with " + kind.sign(), clause);
        }
        double limit = Double.parseDouble(m.group(2)) * scale(kind, m.group(3), clause);
        String text = clause.replaceAll("\\s+where.*", "").replaceAll("\\s+", " ");
        if (m.group(4) == null) {
            return new Goal(text, limit, null);
        }
        if (!Controls.NAMES.contains(m.group(4))) {
            throw wrong("a control is one of " + String.join(", ", Controls.NAMES), m.group(4));
        }
        return new Goal(text, limit, new Goal.Condition(m.group(4), Double.parseDouble(m.group(5))));
    }

    private double scale(Kind kind, String unit, String clause) {
        Double scale = switch (kind.unit) {
            case NONE -> unit.isEmpty() ? 1.0 : null;
            case BYTES -> unit.equals("B") ? 1.0 : null;
            case TIME -> TIME_UNITS.get(unit);
            case POINTS -> unit.equals("points") ? 1.0 : null;
            case PERCENT -> unit.equals("%") ? 0.01 : null;
        };
        if (scale == null) {
            throw wrong(
                    "units are ns, us or ms for times, B for bytes, points and % for hit ratios, none for quotients",
                    clause);
        }
        return scale;
    }

    /** The number behind a word in the cell of needs; 0 if that is not needed. */
    private int needed(String[] cells, String word) {
        int number = 0;
        for (String need : cells.length == 9 && !cells[8].equals("-") ? cells[8].split(",", -1) : new String[0]) {
            Matcher m = NEED.matcher(need.strip());
            if (!m.matches()) {
                throw wrong("needs are written 'jdk 21' or 'warm-up 800 ms', with a comma between them", cells[8]);
            }
            if (word.equals("jdk") && m.group(1) != null) {
                number = Integer.parseInt(m.group(1));
            } else if (word.equals("warm-up") && m.group(2) != null) {
                number = Integer.parseInt(m.group(2));
            }
        }
        return number;
    }

    private String matching(Pattern pattern, String value, String rule) {
        if (!pattern.matcher(value).matches()) {
            throw wrong(rule, value);
        }
        return value;
    }

    private IllegalArgumentException wrong(String rule, String value) {
        return new IllegalArgumentException(FILE + " line " + lineNumber + ": " + rule + ": " + value);
    }
}
