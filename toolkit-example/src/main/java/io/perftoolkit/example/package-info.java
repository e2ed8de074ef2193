/**
 * A small service that reads items through a cache, Redis and PostgreSQL: everything composed around one deadline.
 *
 * <p><b>Doors:</b> {@link io.perftoolkit.example.ReferenceService}, set up by {@link
 * io.perftoolkit.example.ServiceConfig}; {@link io.perftoolkit.example.ItemTable} prepares a table for it.
 *
 * <p>The interfaces inside ({@code ItemCache}, {@code SecondLevel}, {@code ItemStore}, {@code ServiceMetrics}) are the
 * places where parts of this toolkit will stand. Today each has one worker, made of a popular library. The toolkit's own are the
 * limit in front of what has to wait ({@code Turnstile}) and the deadline that a client may send.
 *
 * <p><b>Threads:</b> the public types are thread-safe. Inside, what belongs to a connection is touched by its event loop
 * only, and nothing that may block runs there.
 */
@org.jspecify.annotations.NullMarked
package io.perftoolkit.example;
