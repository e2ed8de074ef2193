package io.perftoolkit.bench.league;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What one forked JVM measures.
 *
 * @param benchmark the method, with the full name of its class
 * @param params a value for each parameter that has a choice
 * @param threads that run it at once
 */
record Trial(String benchmark, SortedMap<String, String> params, int threads) {
    private static final String HOME = "io.perftoolkit.bench.";

    Trial {
        params = Collections.unmodifiableSortedMap(new TreeMap<>(params));
    }

    static Trial of(String shortName, Map<String, String> params, int threads) {
        return new Trial(HOME + shortName, new TreeMap<>(params), threads);
    }

    /** What tells this side of a row from the other: the values alone if there are any. */
    String subject() {
        return params.isEmpty() ? method() : String.join(", ", params.values());
    }

    String method() {
        return benchmark.substring(benchmark.lastIndexOf('.') + 1);
    }

    @Override
    public String toString() {
        String values = params.entrySet().stream()
                .map(e -> " " + e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining());
        return benchmark.substring(HOME.length()) + values + " threads=" + threads;
    }
}
