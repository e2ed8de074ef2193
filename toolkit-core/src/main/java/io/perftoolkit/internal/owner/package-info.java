/**
 * Which live platform thread owns which slot, so that a room above can give each thread cells of its own and find them
 * without a look-up in a map, without a lock and without a locked instruction.
 *
 * <p><b>Doors:</b> {@link io.perftoolkit.internal.owner.OwnerTable}.
 *
 * <p><b>Threads:</b> a thread claims a slot for itself only. The slot of a dead thread is retired by whoever comes
 * across it, under the one lock that readers hold too.
 */
package io.perftoolkit.internal.owner;
