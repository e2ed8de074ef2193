package io.perftoolkit.example;

import java.util.concurrent.Executor;

/** How reads and writes go through the levels: the one thing in which the two wirings differ. Thread-safe. */
interface Items extends AutoCloseable {
    /** Where a request runs, from its first line on. */
    Executor requests();

    /** Where rare and slow work runs; refuses with {@code RejectedExecutionException}. */
    Executor chores();

    /** Answers a read, now or later. */
    void get(long id, Exchange exchange);

    /** Answers a write, now or later. */
    void put(long id, String name, Exchange exchange);

    /** Ends threads, pools and connections; nothing that waits there is answered any more. */
    @Override
    void close();
}
