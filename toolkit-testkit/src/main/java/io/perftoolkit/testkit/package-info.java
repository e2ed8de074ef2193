/**
 * Time, execution and network faults in the hands of the test.
 *
 * <p><b>Doors:</b> {@link io.perftoolkit.testkit.FakeTicker}.
 *
 * <p><b>Threads:</b> every type here is thread-safe.
 */
package io.perftoolkit.testkit;
