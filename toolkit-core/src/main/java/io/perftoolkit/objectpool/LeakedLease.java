package io.perftoolkit.objectpool;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A lease that is out for too long, or that nobody can close any more.
 *
 * @param pool the name of the pool
 * @param lease which lease: the number of the place and, behind {@code #}, the number of the lease there
 * @param age how long it is out, to about a tick
 * @param thread the name of the borrower's thread; empty for a thread without a name
 * @param stack where it was borrowed; null if this lease was not in the sample
 * @param collected whether the lease was garbage collected without having been closed; false if that is not known
 * @since 0.1
 */
public record LeakedLease(
        String pool,
        String lease,
        Duration age,
        String thread,
        @Nullable Throwable stack,
        boolean collected) {}
