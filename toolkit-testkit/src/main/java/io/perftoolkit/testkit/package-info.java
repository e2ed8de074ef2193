/**
 * Time, execution and network faults in the hands of the test.
 *
 * <p><b>Doors:</b> {@link io.perftoolkit.testkit.FakeTicker} for time, {@link io.perftoolkit.testkit.ManualExecutor} for
 * what runs when, {@link io.perftoolkit.testkit.FaultProxy} for what breaks on the way to a server, and
 * {@link io.perftoolkit.testkit.Await} for what only another thread can bring about.
 *
 * <p><b>Threads:</b> every type here is thread-safe, builders apart. Tasks of a manual executor run on the thread that asks for
 * them; a fault proxy has one daemon thread of its own; nothing else has any.
 */
package io.perftoolkit.testkit;
