package io.perftoolkit.objectpool;

import io.perftoolkit.deadline.Deadline;
import io.perftoolkit.internal.timer.Alarm;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The wait of a stage: nobody is parked, so alarms look again in its place and end it in time. */
final class AsyncWait<T> {
    private static final long FIRST_LOOK_NANOS = 1_000_000;
    private static final long LONGEST_LOOK_NANOS = 100_000_000;

    private final Exchange<T> exchange;
    private final Deadline deadline;
    private final long maxWaitNanos;
    private final long failuresBefore;
    private final CompletableFuture<Lease<T>> future = new CompletableFuture<>();
    private final Waiter<T> waiter;
    private volatile @Nullable Alarm next;

    AsyncWait(Exchange<T> exchange, Deadline deadline, long maxWaitNanos) {
        this.exchange = exchange;
        this.deadline = deadline;
        this.maxWaitNanos = maxWaitNanos;
        this.failuresBefore = exchange.workshop.failures();
        this.waiter = new Waiter<>(exchange.settings.now(), null, future);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what ended() does can be told to nobody
    CompletableFuture<Lease<T>> begin() {
        if (!exchange.waiters.add(waiter)) {
            future.completeExceptionally(new PoolClosedException(exchange.settings.name()));
            return future;
        }
        future.whenComplete((lease, failure) -> {
            Alarm alarm = next;
            if (alarm != null) {
                exchange.workshop.tools.timer().cancel(alarm);
            }
            if (future.isCancelled() && exchange.waiters.leave(waiter)) {
                exchange.counts.interrupted.increment();
                ended();
            }
        });
        look(FIRST_LOOK_NANOS);
        return future;
    }

    private void look(long patience) {
        exchange.wakeNext();
        exchange.workshop.replenish(0);
        if (waiter.outcome != Waiter.WAITING) {
            return;
        }
        long left = left();
        if (left > 0) {
            Alarm again = alarm(Math.min(LONGEST_LOOK_NANOS, patience * 10));
            next = again;
            exchange.workshop.tools.timer().arm(again, Math.min(left, patience));
        } else if (exchange.waiters.leave(waiter)) {
            exchange.workshop.tools.aside(
                    () -> future.completeExceptionally(exchange.outOfTime(deadline, waiter, failuresBefore)));
            ended();
        }
    }

    private Alarm alarm(long nextPatience) {
        return new Alarm() {
            @Override
            protected void ring() {
                look(nextPatience);
            }
        };
    }

    private long left() {
        return Math.min(maxWaitNanos - (exchange.settings.now() - waiter.sinceNanos), deadline.remainingNanos());
    }

    private void ended() {
        exchange.waits.record(exchange.settings.now() - waiter.sinceNanos);
        exchange.wakeNext();
    }
}
