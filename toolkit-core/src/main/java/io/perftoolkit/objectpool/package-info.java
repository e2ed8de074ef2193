/**
 * Lends objects that are expensive to make or scarce, and takes them back.
 *
 * <p><b>Doors:</b> {@link io.perftoolkit.objectpool.ObjectPool} lends, {@link io.perftoolkit.objectpool.Lease} is what a
 * borrower holds and closes.
 *
 * <p><b>Threads:</b> a pool is thread-safe, on platform threads and on virtual threads alike; a lease belongs to one thread
 * at a time. The factory and what destroys objects run on threads of the pool, which are there only while there is
 * something to do; what resets and validates runs in the borrower. Nothing of the user's ever runs under a lock.
 */
package io.perftoolkit.objectpool;
