package io.perftoolkit.bench.league;

import io.perftoolkit.bench.hitratio.Outcome;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The command {@code league}: measures parts beside their peers, prints verdicts, writes data and pages. */
public final class League {
    private static final Path PROC = Path.of("/proc");
    private static final Path SYS = Path.of("/sys");

    private final Command command;
    private final Plan plan;
    private final PrintStream out;
    private final PrintStream err;

    League(Command command, Plan plan, PrintStream out, PrintStream err) {
        this.command = command;
        this.plan = plan;
        this.out = out;
        this.err = err;
    }

    /**
     * Runs the command.
     *
     * @param args the words after {@code league}
     * @param out for rows and lists
     * @param err for progress and mistakes
     * @return the exit code: 0 done, 1 failed, 2 wrong arguments
     */
    public static int run(String[] args, PrintStream out, PrintStream err) {
        List<Row> rows = Goals.load();
        Set<String> parts = rows.stream().map(Row::part).collect(Collectors.toCollection(TreeSet::new));
        Command command;
        try {
            command = Command.parse(args, parts);
        } catch (IllegalArgumentException e) {
            err.println("league: " + e.getMessage());
            return 2;
        }
        try {
            return new League(command, plan(command), out, err).act(rows) ? 0 : 1;
        } catch (IOException e) {
            err.println("league: " + e.getMessage());
            return 1;
        }
    }

    private boolean act(List<Row> rows) throws IOException {
        boolean complete = true;
        switch (command.action()) {
            case HELP -> out.print(Command.HELP);
            case LIST ->
                rows.stream()
                        .filter(row -> command.parts().contains(row.part()))
                        .forEach(this::list);
            case RENDER -> render();
            case MEASURE -> {
                for (String part : command.parts()) {
                    complete &= measured(
                            part,
                            rows.stream().filter(r -> r.part().equals(part)).toList());
                }
                render();
            }
        }
        return complete;
    }

    /** A part that cannot be measured must not cost the others their minutes. */
    private boolean measured(String part, List<Row> rows) throws IOException {
        try {
            measure(part, rows);
            return true;
        } catch (IllegalStateException | IllegalArgumentException e) {
            err.println("league: part " + part + " was not measured: " + e.getMessage());
            return false;
        }
    }

    private void list(Row row) {
        String goals = row.goals().stream().map(Goal::text).collect(Collectors.joining(", "));
        out.println(String.join(
                " | ",
                row.part(),
                row.title(),
                String.valueOf(row.threads()),
                row.ours().toString(),
                row.peer() == null ? "-" : row.peer().subject(),
                goals.isEmpty() ? "-" : goals));
    }

    /** Measures one part, prints its rows and writes its data file. */
    void measure(String part, List<Row> rows) throws IOException {
        if (HitRatioRun.isSimulated(part, rows)) {
            simulate(part, rows);
            return;
        }
        var runnable = new ArrayList<Row>();
        var notRun = new ArrayList<String>();
        for (Row row : rows) {
            String obstacle = obstacle(row);
            if (obstacle.isEmpty()) {
                runnable.add(row);
            } else {
                notRun.add(row.title() + ", " + row.threads() + " threads: " + obstacle);
            }
        }
        Subjects.check(runnable);
        Harness harness = command.slices() ? new SliceHarness() : new JmhHarness();
        MachineFacts facts = MachineFacts.read(PROC, SYS);
        String date = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        err.println("league: " + part + ", " + runnable.size() + " rows by " + harness.name());
        PartRun.Found found = new PartRun(
                        harness, plan.warmingUp(runnable), new NoiseWatch(PROC), err, System::nanoTime)
                .run(runnable);
        Judge judge = new Judge(found, harness);
        List<RowResult> results = runnable.stream().map(judge::judge).toList();
        results.forEach(result -> out.println(result.line(part)));
        notRun.forEach(line -> err.println("  not run: " + line));
        new DataFile(
                        DataFile.FORMAT,
                        part,
                        harness.name(),
                        command.machine(),
                        command.quick(),
                        date,
                        Revision.read(),
                        commandLine(part),
                        found.seconds(),
                        harness.jvmFlags(),
                        facts.ended(),
                        results,
                        notRun,
                        found.controls().readings(),
                        harness.raw())
                .write(command.data());
    }

    /** Simulates one part, prints its rows and tables and writes its data file. */
    private void simulate(String part, List<Row> rows) throws IOException {
        Subjects.check(rows);
        MachineFacts facts = MachineFacts.read(PROC, SYS);
        String date = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        err.println("league: " + part + ", " + rows.size() + " rows by " + HitRatioRun.NAME);
        long start = System.nanoTime();
        List<Outcome> outcomes = HitRatioRun.simulate(command.traces(), HitRatioRun.everyone(), err);
        var run = new HitRatioRun(outcomes);
        List<RowResult> results = rows.stream().map(run::judge).toList();
        var file = new DataFile(
                DataFile.FORMAT,
                part,
                HitRatioRun.NAME,
                command.machine(),
                command.quick(),
                date,
                Revision.read(),
                commandLine(part),
                (System.nanoTime() - start) / 1e9,
                List.of(),
                facts.ended(),
                results,
                List.of(),
                List.of(),
                HitRatioPage.raw(outcomes));
        HitRatioPage.lines(file).forEach(out::println);
        results.forEach(result -> out.println(result.line(part)));
        file.write(command.data());
    }

    private String obstacle(Row row) {
        if (Runtime.version().feature() < row.minJdk()) {
            return "needs JDK " + row.minJdk();
        }
        if (command.slices() && !row.kind().fitsSlices()) {
            return "slices cannot tell it, only JMH can";
        }
        int processors = Runtime.getRuntime().availableProcessors();
        return row.threads() > processors ? "needs as many processors, there are " + processors : "";
    }

    private static Plan plan(Command command) {
        if (command.quick()) {
            return Plan.quick(command.forks() == 0 ? 3 : command.forks());
        }
        return Plan.full(
                command.forks() == 0 ? 5 : command.forks(),
                command.iterationMillis() == 0 ? 400 : command.iterationMillis());
    }

    private String commandLine(String part) {
        var words = new StringBuilder("java -jar toolkit-bench/target/benchmarks.jar league");
        words.append(command.quick() ? " --quick" : "");
        words.append(command.slices() ? " --slices" : "");
        words.append(command.forks() > 0 ? " --forks " + command.forks() : "");
        words.append(command.iterationMillis() > 0 ? " --time " + command.iterationMillis() + "ms" : "");
        // Where they lie is the business of whoever runs it: the line is published.
        words.append(command.traces() == null ? "" : " --traces traces");
        words.append(command.machine().isEmpty() ? "" : " --machine " + command.machine());
        return words.append(' ').append(part).toString();
    }

    private void render() throws IOException {
        Path pages = Objects.requireNonNullElse(command.data().toAbsolutePath().getParent(), command.data());
        Files.createDirectories(pages);
        for (Map.Entry<String, String> page :
                Pages.render(DataFile.readAll(command.data())).entrySet()) {
            Files.writeString(pages.resolve(page.getKey()), page.getValue());
        }
    }
}
