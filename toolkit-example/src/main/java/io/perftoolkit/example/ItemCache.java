package io.perftoolkit.example;

import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The first level: items on the heap, bounded in number and in age. Thread-safe. */
interface ItemCache {
    /** The item or {@code null}; never loads, never waits. */
    @Nullable
    Item peek(long id);

    /** The item, loaded by this thread if it is not there; callers of the same id wait for one load. */
    Item get(long id, LongFunction<Item> loader);

    /**
     * Keeps the newer of {@code item} and what is there. Atomic for the id.
     *
     * @param allowed asked within the atomic step, unless there is a newer one; must not wait
     */
    void offer(Item item, Predicate<Item> allowed);

    /** Forgets the item; waits for a load of the same id that {@link #get} has begun. */
    void forget(long id);

    long size();
}
