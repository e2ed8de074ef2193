package io.perftoolkit.bench.prove.load;

import io.perftoolkit.bench.traces.Zipf;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;

/**
 * All requests of a load in the order of their intended starts. Immutable; equal arguments draw equal plans.
 */
public final class RequestPlan {
    private final long[] atNanos;
    private final int[] keys;
    private final BitSet writes;
    private final double seconds;

    private RequestPlan(long[] atNanos, int[] keys, BitSet writes, double seconds) {
        this.atNanos = atNanos;
        this.keys = keys;
        this.writes = writes;
        this.seconds = seconds;
    }

    /**
     * Draws exactly {@code rate * seconds} requests whose gaps are exponential, which is how many independent callers
     * together look to a server.
     *
     * @param seed of everything that is drawn
     * @param rate requests per second
     * @param seconds length of the load
     * @param keys how many keys there are
     * @param zipfExponent of the choice of keys
     * @param writeShare fraction of requests that write, 0 to 1
     * @return the plan
     */
    public static RequestPlan draw(
            long seed, int rate, double seconds, int keys, double zipfExponent, double writeShare) {
        int count = Math.toIntExact(Math.round(rate * seconds));
        if (count <= 0) {
            throw new IllegalArgumentException("rate * seconds must be at least 1: " + rate + " * " + seconds);
        }
        SplittableRandom random = new SplittableRandom(seed);
        double[] gaps = new double[count + 1];
        double sum = 0;
        for (int i = 0; i <= count; i++) {
            gaps[i] = -Math.log(1 - random.nextDouble());
            sum += gaps[i];
        }
        long[] at = new long[count];
        double elapsed = 0;
        for (int i = 0; i < count; i++) {
            elapsed += gaps[i];
            at[i] = (long) (elapsed / sum * seconds * 1e9);
        }
        Zipf zipf = new Zipf(keys, zipfExponent);
        int[] chosen = new int[count];
        BitSet writes = new BitSet(count);
        for (int i = 0; i < count; i++) {
            chosen[i] = zipf.draw(random);
            writes.set(i, random.nextDouble() < writeShare);
        }
        return new RequestPlan(at, chosen, writes, seconds);
    }

    /**
     * The same requests, and after them those of another plan: a step of the load.
     *
     * @param next what follows when this one is over
     * @return both, as long as both together
     */
    public RequestPlan then(RequestPlan next) {
        int before = size();
        long shift = (long) (seconds * 1e9);
        long[] at = Arrays.copyOf(atNanos, before + next.size());
        int[] chosen = Arrays.copyOf(keys, at.length);
        BitSet writing = (BitSet) writes.clone();
        for (int i = 0; i < next.size(); i++) {
            at[before + i] = shift + next.atNanos[i];
            chosen[before + i] = next.keys[i];
            writing.set(before + i, next.writes.get(i));
        }
        return new RequestPlan(at, chosen, writing, seconds + next.seconds);
    }

    /**
     * How many requests there are.
     *
     * @return at least 1
     */
    public int size() {
        return atNanos.length;
    }

    /**
     * How long the load lasts.
     *
     * @return seconds
     */
    public double seconds() {
        return seconds;
    }

    long atNanos(int request) {
        return atNanos[request];
    }

    int key(int request) {
        return keys[request];
    }

    boolean writes(int request) {
        return writes.get(request);
    }
}
