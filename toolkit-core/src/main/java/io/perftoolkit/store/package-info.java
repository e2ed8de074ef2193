/**
 * Keyed state in memory: maps that many threads read and write, and that grow shard by shard while they do.
 *
 * <p><b>Doors:</b> {@link io.perftoolkit.store.ShardedStore} for objects, a
 * {@link java.util.concurrent.ConcurrentMap} in fewer bytes; {@link io.perftoolkit.store.LongStore} for {@code long} keys;
 * {@link io.perftoolkit.store.LongLongStore} for {@code long} keys and values.
 *
 * <p><b>Threads:</b> every store is thread-safe, on platform and on virtual threads. Readers take no lock and wait for
 * nobody. A writer holds the lock of one shard, also while a function given by the caller runs; others that want the same
 * shard spin for a moment and then park. No thread is started.
 */
package io.perftoolkit.store;
