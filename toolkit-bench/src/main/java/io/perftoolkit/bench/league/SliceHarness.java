package io.perftoolkit.bench.league;

import io.perftoolkit.bench.slices.SliceResult;
import io.perftoolkit.bench.slices.Slices;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** Measures in slices, and keeps those in which nobody else had the processor. */
final class SliceHarness implements Harness {
    private final ArrayNode raw = JsonMapper.shared().createArrayNode();

    @Override
    public String name() {
        return "slices";
    }

    @Override
    public boolean sortsOutForeignCpu() {
        return true;
    }

    @Override
    public List<String> jvmFlags() {
        return JmhHarness.FLAGS;
    }

    @Override
    public Measured measure(Trial trial, Pace pace) {
        SliceResult result = Slices.measure(
                trial.benchmark(),
                trial.params(),
                trial.threads(),
                Duration.ofMillis((long) pace.warmUps() * pace.warmUpMillis()),
                Duration.ofMillis((long) pace.iterations() * pace.iterationMillis()),
                jvmFlags());
        raw.addObject().put("trial", trial.toString()).putPOJO("result", result);
        return new Measured(result.medianNanos(), result.bytes(), result.byteNoise(), result.kept(), result.slices());
    }

    /** Each JVM in the order of the run. */
    @Override
    public JsonNode raw() {
        return JsonMapper.shared().readTree(JsonMapper.shared().writeValueAsString(raw));
    }
}
