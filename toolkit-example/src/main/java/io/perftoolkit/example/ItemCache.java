package io.perftoolkit.example;

import java.util.function.LongFunction;
import java.util.function.LongUnaryOperator;
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
     * @param floor the lowest version that may be kept, asked within the atomic step
     */
    void offer(Item item, LongUnaryOperator floor);

    /** Forgets the item; waits for a load of the same id that {@link #get} has begun. */
    void forget(long id);

    long size();
}
