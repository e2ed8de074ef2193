/**
 * What a run of {@code prove} is made on: the real servers, the lanes in their own JVMs, what is done to them, and what
 * the machine did meanwhile.
 *
 * <p><b>Doors:</b> {@link io.perftoolkit.bench.prove.lab.Lab} starts and stops everything,
 * {@link io.perftoolkit.bench.prove.lab.Lane} is one service under test,
 * {@link io.perftoolkit.bench.prove.lab.MachineWatch} says who used the processors. Whatever starts is told to the
 * {@link io.perftoolkit.bench.prove.lab.Janitor}, a process of its own that cleans up when this one dies, however it
 * dies.
 *
 * <p><b>Threads:</b> a lab belongs to the thread that runs the show, except that {@code close} may come from anywhere.
 */
@org.jspecify.annotations.NullMarked
package io.perftoolkit.bench.prove.lab;
