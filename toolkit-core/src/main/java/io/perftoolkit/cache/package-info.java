/**
 * A bounded map that keeps what is worth keeping, and loads what is missing.
 *
 * <p><b>Doors:</b> {@link io.perftoolkit.cache.Cache} is the map, {@link io.perftoolkit.cache.LoadingCache} knows where its
 * values come from; {@link io.perftoolkit.cache.CacheBuilder} describes both, {@link io.perftoolkit.cache.Freshness} how
 * long a value is good, and {@link io.perftoolkit.cache.CacheStats} says what happened. Where look-ups must not pay for the
 * clock there is {@link io.perftoolkit.cache.CoarseTicker}.
 *
 * <p><b>Threads:</b> everything but the builder may be used by many threads at once, platform or virtual. No thread is
 * started. Loaders run on the thread that asks or on the executor given; weighers, freshness, loaders and listeners never
 * run inside a lock, {@code hashCode} and {@code equals} of keys may.
 */
package io.perftoolkit.cache;
