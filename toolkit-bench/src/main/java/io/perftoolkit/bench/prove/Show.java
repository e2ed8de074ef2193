package io.perftoolkit.bench.prove;

import io.perftoolkit.bench.prove.lab.Lab;
import io.perftoolkit.bench.prove.lab.LabException;
import io.perftoolkit.bench.prove.lab.Lane;
import io.perftoolkit.bench.prove.report.HtmlReport;
import io.perftoolkit.bench.prove.report.Progress;
import io.perftoolkit.bench.prove.result.LaneResult;
import io.perftoolkit.bench.prove.result.Load;
import io.perftoolkit.bench.prove.result.ProveResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** All acts of a run, in order. */
final class Show {
    private static final String PLAIN = "plain";
    private static final String RESULT = "result.json";

    private static final Map<String, String> LANES = new LinkedHashMap<>();

    static {
        LANES.put(
                PLAIN,
                "Popular libraries as their documentation shows them: a thread per request, HikariCP with its defaults.");
        LANES.put("toolkit", "The same service, wired with this toolkit.");
    }

    private final Options options;
    private final Progress view;
    private final BooleanSupplier stop;
    private final long beginNanos = System.nanoTime();
    private final Instant begin = Instant.now();

    Show(Options options, Progress view, BooleanSupplier stop) {
        this.options = options;
        this.view = view;
        this.stop = stop;
    }

    /** Runs in a lab and writes what came out; returns the path of the report. */
    ProveResult run(Lab lab) throws IOException {
        ProveResult.Machine machine = Machines.here();
        Scale scale = Scale.of(options);
        view.phase("start servers", "PostgreSQL and Redis, " + Scale.ROWS + " rows");
        lab.startServers();
        lab.resetData(Scale.ROWS);
        checkStopped();
        Calibration calibration = calibrate(lab, scale, machine);
        checkStopped();

        LaneRun laneRun = new LaneRun(lab, view, scale, options.out(), calibration.rate(), options.seed(), stop);
        List<LaneRun.Outcome> outcomes = new ArrayList<>();
        for (Map.Entry<String, String> lane : LANES.entrySet()) {
            outcomes.add(laneRun.run(lane.getKey(), lane.getValue()));
            checkStopped();
        }
        view.phase("write report", options.out().toString());
        return new ProveResult(
                ProveResult.FORMAT,
                begin.toString(),
                (System.nanoTime() - beginNanos) / 1e9,
                options.command(),
                versions(lab),
                machine,
                load(scale, calibration, outcomes),
                outcomes.stream().map(LaneRun.Outcome::lane).toList(),
                findings(calibration, outcomes));
    }

    private void checkStopped() {
        if (stop.getAsBoolean()) {
            throw new LabException("stopped");
        }
    }

    private Calibration calibrate(Lab lab, Scale scale, ProveResult.Machine machine) throws IOException {
        if (options.rate() > 0) {
            return new Calibration(options.rate(), "as asked for by --rate");
        }
        view.phase("calibrate", "how much does lane plain bear undisturbed?");
        try (Lane plain = lab.startLane(PLAIN, LaneRun.arguments())) {
            Calibration calibration = Calibration.run(plain, scale, ~options.seed(), earlierRate(machine), stop);
            view.note(calibration.rate() + " requests/s: " + calibration.reason());
            return calibration;
        }
    }

    /** The rate of the run before into the same directory, if that was on this machine and found by calibration too. */
    private int earlierRate(ProveResult.Machine machine) {
        Path file = options.out().resolve(RESULT);
        if (!Files.isReadable(file)) {
            return 0;
        }
        try {
            ProveResult earlier = JsonMapper.shared().readValue(file.toFile(), ProveResult.class);
            boolean same = earlier.format() == ProveResult.FORMAT
                    && earlier.machine().cpu().equals(machine.cpu())
                    && earlier.machine().processors() == machine.processors()
                    && !earlier.command().contains("--rate");
            return same ? earlier.load().requestsPerSecond() : 0;
        } catch (JacksonException e) {
            return 0; // of another layout, or cut short
        }
    }

    private Load load(Scale scale, Calibration calibration, List<LaneRun.Outcome> outcomes) {
        double from = outcomes.stream()
                .mapToDouble(outcome -> outcome.locked().from())
                .min()
                .orElse(0);
        double to = outcomes.stream()
                .mapToDouble(outcome -> outcome.locked().to())
                .max()
                .orElse(0);
        return new Load(
                options.seed(),
                calibration.rate(),
                calibration.reason(),
                scale.seconds(),
                outcomes.stream()
                        .mapToLong(LaneRun.Outcome::warmUpRequests)
                        .max()
                        .orElse(0),
                Scale.ROWS,
                Scale.ZIPF,
                Scale.WRITE_SHARE,
                Scale.TIMEOUT.toMillis() / 1e3,
                List.of(new Load.Disturbance(LaneRun.LOCK, from, to)));
    }

    private static List<ProveResult.Version> versions(Lab lab) {
        return List.of(
                new ProveResult.Version("PostgreSQL", lab.databaseVersion()),
                new ProveResult.Version("Redis", lab.redisVersion()),
                new ProveResult.Version("JDK", System.getProperty("java.runtime.version")));
    }

    private List<String> findings(Calibration calibration, List<LaneRun.Outcome> outcomes) {
        List<String> findings = new ArrayList<>();
        if (options.smoke()) {
            findings.add("A smoke run: so short that no figure of it means anything.");
        }
        if (calibration.rate() < Verdicts.RATE) {
            findings.add("The target of 10 000 requests/s was not tried: the rate is " + calibration.rate() + "/s, "
                    + calibration.reason() + '.');
        }
        for (LaneRun.Outcome outcome : outcomes) {
            LaneResult lane = outcome.lane();
            if (lane.noise().noisy()) {
                findings.add("Lane " + lane.name() + " ran on a noisy machine, so it gets no verdict: "
                        + lane.noise().reason() + '.');
            }
        }
        return findings;
    }

    /** Writes the report and the result into the directory of the run; the histograms are there already. */
    static Path write(ProveResult result, Options options) throws IOException {
        String json = JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(result);
        Files.writeString(options.out().resolve(RESULT), json);
        if (options.json() != null) {
            Path parent = options.json().toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.writeString(options.json(), json);
        }
        Path report = options.out().resolve("report.html");
        HtmlReport.write(result, report);
        return report;
    }
}
