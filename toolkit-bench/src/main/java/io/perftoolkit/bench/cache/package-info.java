/**
 * The cache beside its peers: what an operation costs, what an entry weighs, and whom a slow load holds up.
 *
 * <p><b>Door:</b> the league and JMH find the benchmarks by name. {@link io.perftoolkit.bench.cache.CacheSubject} is one
 * cache under comparison; the simulator of hit ratios uses it too.
 *
 * <p><b>Threads:</b> as many as the row of the league says; all share one cache, and each has a sequence of keys of its
 * own. A thread that follows another one through the same sequence hits what that one has just loaded.
 */
@org.jspecify.annotations.NullMarked
package io.perftoolkit.bench.cache;
