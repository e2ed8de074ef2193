package io.perftoolkit.example;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The second level: items in a store that the processes share, each for a limited time. Knows no absent items.
 *
 * <p>Thread-safe. Commands are carried out in the order in which they were given, as far as they are carried out at all.
 * The {@code …Soon} forms never wait; their stages end within the configured time-out, on a thread that must not block.
 */
interface SecondLevel extends AutoCloseable {
    /** The item or {@code null}; waits. */
    @Nullable
    Item get(long id);

    /** Stores the item; waits. */
    void put(Item item);

    /** Removes the item; waits. */
    void delete(long id);

    CompletionStage<@Nullable Item> getSoon(long id);

    CompletionStage<?> putSoon(Item item);

    CompletionStage<?> deleteSoon(long id);

    @Override
    void close();
}
