package io.perftoolkit.latency;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A bound on the bytes that the recorders of a service use together.
 *
 * <p>A recorder needs one shared sheet of counts; that is always granted, because a record is never refused. What makes
 * it fast, sheets of its own for each hot thread and more shared sheets under contention, is granted while the budget
 * lasts. After that recorders go on with what they have; nothing throws, and {@link Stats#refused()} tells.
 *
 * <p>Thread-safe. Recorders that became unreachable give their bytes back when the next one asks.
 *
 * {@snippet class="io.perftoolkit.latency.LatencyRecorderExample" region="budget"}
 *
 * @since 0.1
 */
public final class LatencyBudget {
    private final long limit;
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final ReferenceQueue<Sheets> unreachable = new ReferenceQueue<>();

    /** Keeps the accounts reachable for as long as they hold bytes. */
    private final Set<Account> accounts = ConcurrentHashMap.newKeySet();

    private LatencyBudget(long limit) {
        this.limit = limit;
    }

    /**
     * Creates a budget.
     *
     * @param bytes how many bytes recorders may use before they are refused more than they need
     * @return the budget
     * @throws IllegalArgumentException if {@code bytes} is negative
     */
    public static LatencyBudget ofBytes(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes must not be negative: " + bytes);
        }
        return new LatencyBudget(bytes);
    }

    /**
     * What is used, and how often more was refused.
     *
     * @return the state now
     */
    public Stats stats() {
        giveBackUnreachable();
        return new Stats(limit, used.get(), refused.get());
    }

    Account open(Sheets recorder) {
        giveBackUnreachable();
        var account = new Account(recorder, this);
        accounts.add(account);
        return account;
    }

    private void giveBackUnreachable() {
        for (Object account = unreachable.poll(); account != null; account = unreachable.poll()) {
            if (account instanceof Account closed && accounts.remove(closed)) {
                used.addAndGet(-closed.bytes);
            }
        }
    }

    /**
     * The state of a budget.
     *
     * @param limit the bytes that may be used
     * @param used the bytes that recorders use, estimated from the lengths of their arrays; necessary parts may pass the
     *     limit
     * @param refused how often a recorder was refused a sheet
     */
    public record Stats(long limit, long used, long refused) {}

    /** What one recorder uses; outlives it by a moment, to give the bytes back. */
    static final class Account extends WeakReference<Sheets> {
        private final LatencyBudget budget;

        /** Guarded by the recorder's lock, and nobody's once the recorder is unreachable. */
        private long bytes;

        private Account(Sheets recorder, LatencyBudget budget) {
            super(recorder, budget.unreachable);
            this.budget = budget;
        }

        /** Brings the account to what is really used, which cannot be refused any more. */
        void settle(long now) {
            budget.used.addAndGet(now - bytes);
            bytes = now;
        }

        /** Takes bytes if they are left. */
        boolean tryCharge(long more) {
            budget.giveBackUnreachable();
            long used = budget.used.get();
            while (used + more <= budget.limit) {
                if (budget.used.compareAndSet(used, used + more)) {
                    bytes += more;
                    return true;
                }
                used = budget.used.get();
            }
            budget.refused.incrementAndGet();
            return false;
        }
    }
}
