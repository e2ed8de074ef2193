package io.perftoolkit.task;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The forks of a scope: each points to the one before it, so that adding one takes no lock and no list. */
@SuppressWarnings("ReferenceEquality") // identity is meant: the very object, not one that is equal to it
final class ForkChain {
    private static final Logger LOG = LoggerFactory.getLogger(TaskScope.class);

    /** Written by the owner of the scope. */
    private volatile @Nullable ForkTask<?> newest;

    /** This one and all before it have begun. Of the owner only. */
    private @Nullable ForkTask<?> begunUpTo;

    @Nullable
    ForkTask<?> newest() {
        return newest;
    }

    void add(ForkTask<?> fork) {
        newest = fork;
    }

    void cancel() {
        for (ForkTask<?> fork = newest; fork != null; fork = fork.previous) {
            fork.cancel();
        }
    }

    /**
     * Runs the newest fork that nobody has begun, in the owner's thread.
     *
     * @param alsoBlocking whether a fork of the blocking lane will do
     * @return whether there was one
     */
    boolean runOne(boolean alsoBlocking) {
        boolean allBegun = true;
        for (ForkTask<?> fork = newest; fork != begunUpTo && fork != null; fork = fork.previous) {
            if (!fork.hasBegun()) {
                if (alsoBlocking || !fork.blocking) {
                    fork.run();
                    return true;
                }
                allBegun = false;
            }
        }
        if (allBegun) {
            begunUpTo = newest; // or each look would walk over all forks
        }
        return false;
    }

    List<String> unfinished() {
        List<String> names = new ArrayList<>();
        for (ForkTask<?> fork = newest; fork != null; fork = fork.previous) {
            if (!fork.hasEnded()) {
                names.add(0, fork.name());
            }
        }
        return names;
    }

    /** The failure of the oldest fork that has failed. */
    @Nullable
    ForkTask<?> firstFailure() {
        ForkTask<?> first = null;
        for (ForkTask<?> fork = newest; fork != null; fork = fork.previous) {
            first = fork.failure() == null ? first : fork;
        }
        return first;
    }

    TaskFailedException failed(String scope, ForkTask<?> first, Throwable cause) {
        TaskFailedException thrown = new TaskFailedException(scope, first.name(), cause);
        for (ForkTask<?> fork = newest; fork != null; fork = fork.previous) {
            Throwable other = fork.failure();
            if (other != null && other != cause) {
                thrown.addSuppressed(other);
            }
        }
        return thrown;
    }

    void reportStuck(String scope, Duration grace) {
        for (ForkTask<?> fork = newest; fork != null; fork = fork.previous) {
            if (!fork.hasEnded()) {
                Thread thread = fork.runner();
                LOG.warn(
                        "{} was closed, but its {} did not end within {}, although cancelled; it is at {}",
                        scope,
                        fork.name(),
                        grace,
                        thread == null ? "no thread" : ShutdownReport.Running.of(thread));
            }
        }
    }
}
