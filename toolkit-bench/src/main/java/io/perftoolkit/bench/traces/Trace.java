package io.perftoolkit.bench.traces;

import java.util.Arrays;

/** A sequence of requests. Its keys are numbered in the order of their first request. Immutable. */
public final class Trace {
    /** Below so many keys the capacities are larger parts of them: a hundredth would be next to nothing. */
    private static final int FEW_KEYS = 10_000;

    private static final int LEAST_CAPACITY = 16;

    private final String name;
    private final Origin origin;
    private final int[] requests;
    private final int keys;

    /** Where a trace comes from. */
    public enum Origin {
        /** From a program that ran. */
        RECORDED,
        /** From a formula and a seed. */
        GENERATED
    }

    private Trace(String name, Origin origin, int[] requests, int keys) {
        this.name = name;
        this.origin = origin;
        this.requests = requests;
        this.keys = keys;
    }

    /**
     * A trace of keys that are already numbered in the order of their first request.
     *
     * @throws IllegalArgumentException if they are not
     */
    static Trace ofNumbered(String name, Origin origin, int[] requests) {
        int keys = 0;
        for (int request : requests) {
            if (request < 0 || request > keys) {
                throw new IllegalArgumentException(name + ": key " + request + " came before key " + keys);
            }
            keys = Math.max(keys, request + 1);
        }
        return new Trace(name, origin, requests.clone(), keys);
    }

    /** @return what it is called in tables */
    public String name() {
        return name;
    }

    /** @return where it comes from */
    public Origin origin() {
        return origin;
    }

    /** @return how many requests there are */
    public int length() {
        return requests.length;
    }

    /** @return how many distinct keys are asked for: 0 to keys - 1 */
    public int keys() {
        return keys;
    }

    /**
     * The key of one request.
     *
     * @param at which, from 0
     * @return from 0 to keys - 1
     */
    public int key(int at) {
        return requests[at];
    }

    /**
     * The beginning of this trace.
     *
     * @param most how many requests
     * @return so many, or all if there are fewer
     */
    public Trace first(int most) {
        return ofNumbered(name, origin, Arrays.copyOf(requests, Math.min(most, requests.length)));
    }

    /**
     * The sizes of a cache that are worth a trial: 5, 20 and 50 % of the keys, of 10 000 keys and more 1, 5 and 20 %; at
     * least 16 entries.
     *
     * @return in rising order, each once
     */
    public int[] capacities() {
        double[] shares = keys < FEW_KEYS ? new double[] {0.05, 0.2, 0.5} : new double[] {0.01, 0.05, 0.2};
        return Arrays.stream(shares)
                .mapToInt(share -> Math.max(LEAST_CAPACITY, (int) Math.round(keys * share)))
                .distinct()
                .toArray();
    }

    @Override
    public String toString() {
        return name + ": " + length() + " requests of " + keys + " keys";
    }
}
