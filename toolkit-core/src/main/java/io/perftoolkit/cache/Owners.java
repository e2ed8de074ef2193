package io.perftoolkit.cache;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Which thread runs which flight, and which it waits for: over all caches, because the loads of two caches can need each
 * other.
 *
 * <p>Thread-safe, and the only thing that caches share. A thread is known here while it runs a loader or waits for one,
 * and no longer, so nothing is kept alive by it. Hits never come here, and loads that nobody waits for share nothing.
 */
final class Owners {
    /*
     * Invariant: of threads that wait for each other, the last one to wait sees all the others. Each is known as the owner
     * of its flights before it runs their loader, and as a waiter before it looks for a cycle (OwnersTest).
     *
     * Bound: a static map is against the rule of the house, and allowed here because no instance can own it: a cycle may go
     * through caches that do not know each other. It has one place for each thread that is parked in a wait for a load, at
     * this moment; it is left in a finally, whatever ends the wait (OwnersTest.wait_endedByADeadline_isForgotten, and
     * OwnersTest.nobodyIsKnownAnyMore, which finds it empty after each test of that class).
     */
    private static final ConcurrentMap<Thread, Wait> WAITS = new ConcurrentHashMap<>();

    /** The flight that this thread began last; those around it follow by {@link Flight#outer}. */
    private static final ThreadLocal<@Nullable Flight<?, ?>> INNERMOST = new ThreadLocal<>();

    private static final String ARROW = " → ";

    private Owners() {}

    /**
     * A thread waits.
     *
     * @param awaited for this
     * @param innermost what it began last
     */
    record Wait(Flight<?, ?> awaited, @Nullable Flight<?, ?> innermost) {}

    /** The calling thread runs what lands these flights, at least one. */
    static void begin(List<? extends Flight<?, ?>> flights) {
        Flight<?, ?> outer = INNERMOST.get();
        for (Flight<?, ?> flight : flights) {
            flight.begin(Thread.currentThread(), outer);
        }
        INNERMOST.set(flights.get(0));
    }

    /** It has run them. */
    static void end(List<? extends Flight<?, ?>> flights) {
        INNERMOST.set(flights.get(0).outer());
        flights.forEach(Flight::end);
    }

    /**
     * The calling thread is going to wait for a flight.
     *
     * @return what it waited for before, for {@link #waitsNoMore}: a thread of a pool may run other tasks while it waits
     * @throws RecursiveLoadException if that waits for this thread, through however many others; it does not wait then
     */
    static @Nullable Wait waits(Flight<?, ?> flight) {
        Thread self = Thread.currentThread();
        Wait before = WAITS.put(self, new Wait(flight, INNERMOST.get()));
        try {
            refuseCycle(flight, self);
        } catch (RecursiveLoadException e) {
            waitsNoMore(before);
            throw e;
        }
        return before;
    }

    /** Its wait is over. */
    static void waitsNoMore(@Nullable Wait before) {
        if (before == null) {
            WAITS.remove(Thread.currentThread());
        } else {
            WAITS.put(Thread.currentThread(), before);
        }
    }

    /** Throws if the calling thread runs the flight itself, as far as that can be known without waiting. */
    static void refuseOwn(Flight<?, ?> flight) {
        if (flight.owner() == Thread.currentThread()) {
            throw recursion(List.of(flight));
        }
    }

    /** Whether no thread waits and this one runs nothing. For tests. */
    static boolean areNone() {
        return WAITS.isEmpty() && INNERMOST.get() == null;
    }

    private static void refuseCycle(Flight<?, ?> first, Thread self) {
        List<Flight<?, ?>> path = new ArrayList<>();
        Flight<?, ?> flight = first;
        while (flight != null && !path.contains(flight)) {
            path.add(flight);
            Thread owner = flight.owner();
            if (owner == self) {
                throw recursion(path);
            }
            Wait wait = owner == null ? null : WAITS.get(owner);
            flight = wait == null ? null : wait.awaited;
        }
    }

    /** Names all loads of the cycle, from the one of this thread that the others need to the same again. */
    private static RecursiveLoadException recursion(List<Flight<?, ?>> path) {
        Flight<?, ?> last = path.get(path.size() - 1);
        var text = new StringBuilder("recursive load: ").append(last.key);
        inside(last, INNERMOST.get()).forEach(flight -> text.append(ARROW).append(flight.key));
        for (Flight<?, ?> flight : path) {
            text.append(ARROW).append(flight.key);
            Thread owner = flight.owner();
            Wait wait = flight == last || owner == null ? null : WAITS.get(owner);
            if (wait != null) {
                inside(flight, wait.innermost)
                        .forEach(inner -> text.append(ARROW).append(inner.key));
            }
        }
        return new RecursiveLoadException(text.toString());
    }

    /** What a thread began after a flight, and inside of it; those that began together with it are not inside. */
    private static List<Flight<?, ?>> inside(Flight<?, ?> flight, @Nullable Flight<?, ?> innermost) {
        List<Flight<?, ?>> inside = new ArrayList<>();
        Flight<?, ?> inner = innermost;
        while (inner != null && inner.outer() != flight.outer()) {
            inside.add(inner);
            inner = inner.outer();
        }
        Collections.reverse(inside);
        return inside;
    }
}
