package io.perftoolkit.objectpool;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** What the tests pool. Knows who made it, and finds out when two threads have it. */
final class Widget {
    final int number;
    int resets;
    volatile boolean destroyed;
    volatile boolean sound = true;
    private final AtomicReference<Thread> holder = new AtomicReference<>();

    private Widget(int number) {
        this.number = number;
    }

    /** Uses the widget, alone. */
    void use() {
        if (destroyed) {
            throw new AssertionError("widget " + number + " is used after its end");
        }
        if (!holder.compareAndSet(null, Thread.currentThread())) {
            throw new AssertionError("widget " + number + " has two holders");
        }
        Thread.onSpinWait();
        holder.set(null);
    }

    void destroy() {
        if (destroyed) {
            throw new AssertionError("widget " + number + " is destroyed twice");
        }
        destroyed = true;
    }

    /** Makes widgets, and counts. */
    static final class Factory {
        final AtomicInteger made = new AtomicInteger();
        volatile Exception failure;

        Widget make() throws Exception {
            if (failure != null) {
                throw failure;
            }
            return new Widget(made.incrementAndGet());
        }
    }
}
