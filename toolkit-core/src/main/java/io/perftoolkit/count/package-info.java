/**
 * Counts and marks that many threads raise.
 *
 * <p><b>Doors:</b> {@link io.perftoolkit.count.StripedCounter} for one count,
 * {@link io.perftoolkit.count.CounterGroup} for counts that belong together and for raising several at once,
 * {@link io.perftoolkit.count.InFlight} for what is under way, {@link io.perftoolkit.count.HighWaterMark} for the highest
 * value.
 *
 * <p><b>Threads:</b> every type here is thread-safe, and works on platform and on virtual threads. A platform thread
 * that counts gets cells of its own in a static table; they are folded into the sums after its death by whoever reads or
 * comes next. Until then the table keeps the dead {@link java.lang.Thread} object reachable. No thread is started and no
 * cleaner registered.
 */
package io.perftoolkit.count;
