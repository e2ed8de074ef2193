/**
 * Where the memory of this process is, how high it went, and when it will run out.
 *
 * <p><b>Doors:</b> {@link io.perftoolkit.memory.MemoryMonitor} reads heap, buffers, process and control group into one
 * {@link io.perftoolkit.memory.MemoryStats}; {@link io.perftoolkit.memory.MemoryAccount} keeps the balance, the exact
 * peak and the budget of one purpose; {@link io.perftoolkit.memory.AllocationMeter} says what an operation allocated.
 *
 * <p><b>Threads:</b> every type here is thread-safe, except {@link io.perftoolkit.memory.AllocationMeter.Span}, which
 * belongs to the thread that started it. A monitor owns one daemon thread, {@code perftoolkit-memory-1}, unless it is
 * given a scheduler; callbacks run there and nowhere else.
 */
package io.perftoolkit.memory;
