package io.perftoolkit.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Hands what callers want to the proxy's thread, and makes them wait until it is done. Thread-safe. */
final class ProxyMailbox {
    /** Something to be done by the proxy's thread. */
    interface Wish {
        void grant() throws IOException;
    }

    private record Letter(Wish wish, CompletableFuture<Boolean> granted) {}

    private final Selector selector;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Letter> letters = new ArrayDeque<>();
    private boolean closed;
    private @Nullable Throwable failure;

    ProxyMailbox(Selector selector) {
        this.selector = selector;
    }

    /**
     * Returns when the proxy's thread has granted {@code wish}.
     *
     * @throws IllegalStateException if the proxy is closed
     * @throws UncheckedIOException if the wish could not be granted
     */
    void demand(Wish wish) {
        if (!ask(wish)) {
            throw new IllegalStateException(failure == null ? "the proxy is closed" : "the proxy has failed", failure);
        }
    }

    /**
     * Returns whether the proxy's thread has granted {@code wish}, or is no more.
     *
     * @throws UncheckedIOException if the wish could not be granted
     */
    boolean ask(Wish wish) {
        var letter = new Letter(wish, new CompletableFuture<>());
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            letters.add(letter);
        } finally {
            lock.unlock();
        }
        selector.wakeup();
        try {
            return letter.granted.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof IOException cause ? new UncheckedIOException(cause) : e;
        }
    }

    /** Grants all that is wished, on the proxy's thread. */
    void grantAll() {
        for (var letter = next(); letter != null; letter = next()) {
            try {
                letter.wish.grant();
                letter.granted.complete(true);
            } catch (IOException | RuntimeException e) {
                letter.granted.completeExceptionally(e);
            }
        }
    }

    private @Nullable Letter next() {
        lock.lock();
        try {
            return letters.poll();
        } finally {
            lock.unlock();
        }
    }

    /** Grants nothing from here on. */
    void close(@Nullable Throwable cause) {
        lock.lock();
        try {
            closed = true;
            failure = cause;
        } finally {
            lock.unlock();
        }
        for (var letter = next(); letter != null; letter = next()) {
            letter.granted.complete(false);
        }
    }
}
