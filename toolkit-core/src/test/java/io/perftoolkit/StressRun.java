package io.perftoolkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.TestExecutor;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.collectors.DiskWriteCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.MuxCollector;
import org.openjdk.jcstress.infra.collectors.SerializedBufferCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.collectors.TestResultCollector;
import org.openjdk.jcstress.infra.runners.TestConfig;
import org.openjdk.jcstress.infra.runners.TestList;
import org.openjdk.jcstress.os.OSSupport;
import org.openjdk.jcstress.os.Scheduler;
import org.openjdk.jcstress.os.SchedulingClass;
import org.openjdk.jcstress.os.topology.Topology;
import org.openjdk.jcstress.vm.CompileMode;
import org.openjdk.jcstress.vm.VMSupport;

/**
 * The JVM that {@link JcstressTest} starts: jcstress's own executor, one JVM for each look, but another choice of looks
 * than its main class makes.
 *
 * <p>That would probe this machine anew for each call, would look at everything with biased locking and without, though
 * nothing on trial locks a monitor, and could not stop at a control's first failure. Its words: the directory of the
 * results, the kind of the look, and the tests.
 */
final class StressRun {
    static final String CONTROL = "Control";
    static final String RESULTS = "jcstress-results.bin.gz";

    /** A control that shows nothing is looked at again so often at most, each time in a JVM of its own. */
    private static final int MORE_LOOKS = 20;

    /*
     * Most of a short look is spent before it: jcstress tries out, from one object up, how many it can lay out at once.
     * 2048 instead of the usual 10240 save most of that. A longer look has the usual number: where others use the machine,
     * actors that meet less often to begin anew get more done.
     */
    private static final List<String> EACH = List.of("-c", "2", "-m", "quick", "-f", "1");
    private static final Options SHORT_LOOK = options("-iters", "2", "-time", "150", "-strideCount", "8");
    private static final Options LONG_LOOK = options("-iters", "10", "-time", "300");
    private static final Options FULL_LOOK = options("-iters", "4", "-time", "150", "-strideCount", "8");

    private final InProcessCollector seen = new InProcessCollector();
    private final DiskWriteCollector results;
    private final List<SchedulingClass> places;
    private final Scheduler scheduler;
    private final long startNanos = System.nanoTime();

    private StressRun(DiskWriteCollector results) {
        this.results = results;
        probe();
        scheduler = new Scheduler(Topology.get(), SHORT_LOOK.getCPUCount());
        places = scheduler.scheduleClasses(2, SHORT_LOOK.getCPUCount(), SHORT_LOOK.affinityMode());
    }

    public static void main(String[] args) throws Exception {
        DiskWriteCollector results = new DiskWriteCollector(args[0] + "/" + RESULTS);
        try {
            new StressRun(results)
                    .run(args[1].equals("full"), Arrays.asList(args).subList(2, args.length));
        } finally {
            results.close();
        }
    }

    private static Options options(String... look) {
        Options options =
                new Options(Stream.concat(EACH.stream(), Arrays.stream(look)).toArray(String[]::new));
        try {
            if (!options.parse()) {
                throw new IllegalStateException("jcstress does not take " + Arrays.toString(look));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return options;
    }

    /** What the JVM and the machine can do. */
    private static void probe() {
        // One of the probes loads every class whose name holds "Result", and gives up at one that is in no jar.
        String classPath = System.getProperty("java.class.path");
        System.setProperty(
                "java.class.path",
                Arrays.stream(classPath.split(File.pathSeparator))
                        .filter(element -> element.endsWith(".jar"))
                        .collect(Collectors.joining(File.pathSeparator)));
        try {
            OSSupport.init();
            VMSupport.initFlags(SHORT_LOOK);
        } finally {
            System.setProperty("java.class.path", classPath);
        }
        VMSupport.detectAvailableVMConfigs(true, List.of(), List.of());
    }

    private void run(boolean full, List<String> tests) throws IOException {
        look("short", SHORT_LOOK, unified(SHORT_LOOK, tests));
        for (int i = 0; i < MORE_LOOKS && !blind(tests).isEmpty(); i++) {
            look("longer", LONG_LOOK, unified(LONG_LOOK, blind(tests)));
        }
        if (full) {
            look(
                    "full",
                    FULL_LOOK,
                    split(tests.stream().filter(test -> !test.endsWith(CONTROL)).toList()));
        }
    }

    static boolean sawForbidden(TestResult result) {
        return result.status() == Status.NORMAL && !result.grading().isPassed;
    }

    private List<String> blind(List<String> tests) {
        return tests.stream()
                .filter(test -> test.endsWith(CONTROL)
                        && seen.getTestResults().stream()
                                .noneMatch(result -> result.getName().equals(test) && sawForbidden(result)))
                .toList();
    }

    /** One JVM for each, which compiles as it likes. */
    private List<TestConfig> unified(Options look, Collection<String> tests) {
        List<TestConfig> configs = new ArrayList<>();
        for (String test : tests) {
            add(configs, look, test, CompileMode.UNIFIED, withoutBiasedLocking().get(0));
        }
        return configs;
    }

    /** Each actor interpreted, or compiled by one of the compilers or the other; the second one also moves code at random. */
    private List<TestConfig> split(Collection<String> tests) {
        List<TestConfig> configs = new ArrayList<>();
        for (VMSupport.Config vm : withoutBiasedLocking()) {
            for (String test : tests) {
                for (int mode : CompileMode.casesFor(2, VMSupport.c1Available(), VMSupport.c2Available())) {
                    if (!vm.onlyIfC2() || CompileMode.hasC2(mode, 2)) {
                        add(configs, FULL_LOOK, test, mode, vm);
                    }
                }
            }
        }
        Collections.shuffle(configs);
        return configs;
    }

    private void add(List<TestConfig> configs, Options look, String test, int mode, VMSupport.Config vm) {
        TestInfo info = TestList.getInfo(test);
        if (info.threads() == 2) {
            for (SchedulingClass place : places) {
                configs.add(new TestConfig(look, info, 0, vm.args(), mode, place));
            }
        }
    }

    private static List<VMSupport.Config> withoutBiasedLocking() {
        return VMSupport.getAvailableVMConfigs().stream()
                .filter(vm -> !vm.origArgs().contains("-XX:+UseBiasedLocking"))
                .toList();
    }

    private void look(String name, Options look, List<TestConfig> configs) throws IOException {
        System.out.printf("%d looks of the kind %s%n", configs.size(), name);
        TestResultCollector line = result -> System.out.printf(
                Locale.ROOT,
                "%7.1f s  %s  %s%s  %,d  %s%n",
                (System.nanoTime() - startNanos) / 1e9,
                name,
                result.getName(),
                result.getConfig().compileMode == CompileMode.UNIFIED
                        ? ""
                        : " "
                                + CompileMode.description(result.getConfig().compileMode, result.getConfig().actorNames)
                                        .replaceAll("\\s+", " "),
                result.getTotalCount(),
                result.status() == Status.NORMAL && result.grading().isPassed
                        ? "passed"
                        : result.status() + " " + result.grading().failureMessages);
        SerializedBufferCollector sink = new SerializedBufferCollector(MuxCollector.of(seen, results, line));
        new TestExecutor(look.verbosity(), sink, scheduler).runAll(configs);
        sink.close();
    }
}
