/**
 * How often caches hit: the same traces through each of them, beside LRU and beside the best that is possible.
 *
 * <p>Ours and its peers are asked through their public doors, by one thread, so that what is measured is what a user
 * gets. Some admit entries by chance, so they run several times.
 *
 * <p><b>Door:</b> {@link io.perftoolkit.bench.hitratio.Simulation} runs the traces, {@link
 * io.perftoolkit.bench.hitratio.Comparison} sums up what it found.
 *
 * <p><b>Threads:</b> a simulation uses as many as it is told to, one for each cache; its result is immutable.
 */
@org.jspecify.annotations.NullMarked
package io.perftoolkit.bench.hitratio;
