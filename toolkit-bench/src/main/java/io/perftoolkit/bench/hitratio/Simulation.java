package io.perftoolkit.bench.hitratio;

import io.perftoolkit.bench.traces.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Sends traces through caches of several sizes. */
public final class Simulation {
    private Simulation() {}

    /** One trace and one size. */
    private record Task(Trace trace, int capacity) {
        Outcome run(Collection<Contender> contenders) {
            Integer[] keys = new Integer[trace.keys()];
            Arrays.setAll(keys, Integer::valueOf);
            Map<Contender, List<Double>> ratios = new EnumMap<>(Contender.class);
            for (Contender contender : contenders) {
                ratios.put(contender, contender.run(trace, capacity, keys));
            }
            return new Outcome(trace.name(), trace.origin(), trace.length(), trace.keys(), capacity, ratios);
        }
    }

    /**
     * Runs all traces at all their sizes, and waits.
     *
     * @param traces what is asked for
     * @param contenders who is asked
     * @param threads how many caches are asked at once, each by one thread
     * @param progress hears of each size that is done; on the thread that waits
     * @return in the order of the traces, by rising size
     * @throws InterruptedException if interrupted while waiting
     */
    public static List<Outcome> run(
            List<Trace> traces, Collection<Contender> contenders, int threads, Consumer<Outcome> progress)
            throws InterruptedException {
        var tasks = new ArrayList<Task>();
        for (Trace trace : traces) {
            for (int capacity : trace.capacities()) {
                tasks.add(new Task(trace, capacity));
            }
        }
        // The longest first, so that no thread is left alone with it at the end.
        List<Task> order = tasks.stream()
                .sorted(Comparator.comparingInt((Task task) -> task.trace.length())
                        .reversed())
                .toList();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            Map<Task, Future<Outcome>> running = new LinkedHashMap<>();
            for (Task task : order) {
                running.put(task, pool.submit(() -> task.run(contenders)));
            }
            Map<Task, Outcome> done = new LinkedHashMap<>();
            for (Map.Entry<Task, Future<Outcome>> task : running.entrySet()) {
                Outcome outcome = task.getValue().get();
                progress.accept(outcome);
                done.put(task.getKey(), outcome);
            }
            return tasks.stream().map(done::get).toList();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a simulation failed: " + e.getCause(), e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }
}
