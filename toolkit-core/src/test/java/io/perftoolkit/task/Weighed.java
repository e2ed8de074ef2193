package io.perftoolkit.task;

import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A task with a weight: if each of 1, 10, 100 and 1000 is taken exactly once, the sum says so. */
record Weighed(int weight) implements Runnable {
    static final Weighed ONE = new Weighed(1);
    static final Weighed TEN = new Weighed(10);
    static final Weighed HUNDRED = new Weighed(100);
    static final Weighed THOUSAND = new Weighed(1000);

    @Override
    public void run() {
        throw new AssertionError("not meant to run");
    }

    static int of(@Nullable Object task) {
        return task == null ? 0 : ((Weighed) task).weight();
    }

    static int of(IntFunction<Runnable> nth, int count) {
        return IntStream.range(0, count).mapToObj(nth).mapToInt(Weighed::of).sum();
    }

    static int drain(Ring ring) {
        int sum = 0;
        for (Runnable task = ring.pop(); task != null; task = ring.pop()) {
            sum += of(task);
        }
        return sum;
    }

    /** What is left in a stripe that nobody else is at. */
    static int drain(Stripe stripe) {
        int sum = 0;
        for (Runnable task = stripe.poll(); task != null; task = stripe.poll()) {
            sum += of(task);
        }
        return sum;
    }
}
