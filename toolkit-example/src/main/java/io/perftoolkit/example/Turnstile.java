package io.perftoolkit.example;

import io.perftoolkit.admission.AdmissionStats;
import io.perftoolkit.admission.ConcurrencyLimit;
import io.perftoolkit.admission.DrainReport;
import io.perftoolkit.admission.OverloadedException;
import io.perftoolkit.admission.Permit;
import io.perftoolkit.admission.Permit.Outcome;
import io.perftoolkit.admission.Priority;
import io.perftoolkit.deadline.Deadline;
import io.perftoolkit.deadline.DeadlineExceededException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets in what has to wait for something, as many as the limit allows, and answers all others at once. What is answered from memory
 * does not come here: to answer it costs no more than to refuse it.
 *
 * <p>Thread-safe, but {@link #enter} and {@link #observe} are called on the event loop of the exchange.
 */
final class Turnstile implements AutoCloseable {
    /*
     * Invariant: a permit is held until the work behind it has ended, even if the client has long gone or been told that it is too
     * late. A client that asks and goes away at once, again and again, would otherwise have any number of loads under way
     * (TurnstileTest.reset_ofAStream_keepsThePermitUntilTheWorkEnds).
     */

    private static final Logger LOG = LoggerFactory.getLogger(Turnstile.class);

    private final @Nullable ConcurrencyLimit limit;
    private final LongConsumer answered;

    private Turnstile(@Nullable ConcurrencyLimit limit, LongConsumer answered) {
        this.limit = limit;
        this.answered = answered;
    }

    static Turnstile of(ServiceConfig config, ServiceMetrics metrics) {
        ServiceConfig.Admission admission = config.admission();
        if (config.wiring() == ServiceConfig.Wiring.PLAIN || admission.equals(ServiceConfig.Admission.OFF)) {
            return new Turnstile(null, nanos -> {});
        }
        ConcurrencyLimit limit = (admission.limit() > 0
                        ? ConcurrencyLimit.fixed(admission.limit())
                        : ConcurrencyLimit.adaptive(admission.objective()))
                .name("items")
                .build();
        metrics.gauge("admission.limit", "How many may be under way", limit::limit);
        metrics.gauge("admission.waiting", "Requests that wait to be let in", () ->
                (int) limit.stats().waitingInAll());
        count(metrics, limit, "admission.started", "Requests that were let in", AdmissionStats::started);
        count(metrics, limit, "admission.ended", "Requests that were let in and have ended", AdmissionStats::ended);
        count(metrics, limit, "admission.refused", "Requests that were not let in", AdmissionStats::refused);
        return new Turnstile(limit, metrics.times("admission.answered", "From the arrival to the answer, if let in"));
    }

    private static void count(
            ServiceMetrics metrics,
            ConcurrencyLimit limit,
            String name,
            String description,
            ToLongFunction<AdmissionStats> figure) {
        metrics.count(name, description, () -> figure.applyAsLong(limit.stats()));
    }

    /**
     * Begins {@code work} now or soon on the event loop, or answers that it may not begin.
     *
     * @param most how long the request may take, if the client does not ask for less
     */
    void enter(Exchange exchange, Duration most, Consumer<Visit> work) {
        long left = exchange.leftNanos(most);
        if (left <= 0) {
            exchange.reply(Answer.TOO_LATE);
            return;
        }
        if (limit == null) {
            work.accept(new Visit(exchange, null, answered));
            return;
        }
        CompletableFuture<Permit> entry =
                limit.acquireAsync(Priority.NORMAL, Deadline.after(Duration.ofNanos(left)), exchange.loop());
        if (!entry.isDone()) {
            exchange.whenGone(() -> entry.cancel(false));
        }
        // Not whenComplete: its stage would wrap each refusal in an exception with a stack trace, dearer than all else
        // of a no.
        var unused = entry.handle((permit, refusal) -> {
            if (permit != null) {
                begin(new Visit(exchange, permit, answered), work);
            } else {
                exchange.reply(refusal(refusal));
            }
            return permit;
        });
    }

    /** Runs what tells about the service: never behind its requests, and few at a time. */
    void observe(Exchange exchange, Consumer<Visit> work) {
        Permit permit = limit == null ? null : limit.tryAcquire(Priority.HEALTH);
        if (limit != null && permit == null) {
            exchange.reply(Answer.OVERLOADED);
        } else {
            begin(new Visit(exchange, permit, nanos -> {}), work);
        }
    }

    /** Nobody further up hears of a failure here: the future that brought the permit would keep it to itself. */
    private static void begin(Visit visit, Consumer<Visit> work) {
        try {
            work.accept(visit);
        } catch (RuntimeException e) {
            LOG.error("{} on route {} failed", visit.exchange.method(), visit.exchange.routeName(), e);
            visit.end(Answer.FAILED);
        }
    }

    private static Answer refusal(Throwable refusal) {
        if (refusal instanceof OverloadedException overloaded) {
            return Answer.overloaded(overloaded.retryAfter());
        }
        return refusal instanceof DeadlineExceededException ? Answer.TOO_LATE : Answer.OVERLOADED;
    }

    /** What the limit has done; {@code null} if there is none. */
    @Nullable
    AdmissionStats stats() {
        return limit == null ? null : limit.stats();
    }

    /** Lets nobody in any more and waits for the work that is under way. Interruption ends the wait. */
    void shutdown(Deadline deadline) {
        if (limit == null) {
            return;
        }
        try {
            DrainReport report = limit.shutdown(deadline);
            if (!report.isClean()) {
                LOG.warn("{} ended with work under way: {}", limit.name(), report);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (limit != null) {
            limit.close();
        }
    }

    /** A request that was let in. */
    static final class Visit {
        private final Exchange exchange;
        private final @Nullable Permit permit;
        private final LongConsumer answered;

        private Visit(Exchange exchange, @Nullable Permit permit, LongConsumer answered) {
            this.exchange = exchange;
            this.permit = permit;
            this.answered = answered;
        }

        Exchange exchange() {
            return exchange;
        }

        /** The work has ended, and this is what came of it. On any thread; the first call counts. */
        void end(Answer answer) {
            if (permit != null) {
                Outcome outcome = outcome(answer);
                if (permit.closeAs(outcome) && outcome == Outcome.SUCCEEDED) {
                    answered.accept(exchange.ageNanos());
                }
            }
            exchange.reply(answer);
        }

        private Outcome outcome(Answer answer) {
            if (exchange.isGone()) {
                return Outcome.IGNORED;
            }
            if (exchange.isOver() || answer.status() == Answer.TOO_LATE.status()) {
                return Outcome.DROPPED;
            }
            // A lane without room is a gate that refuses: it says nothing about this limit.
            return answer == Answer.OVERLOADED
                    ? Outcome.IGNORED
                    : answer.status() < 500 ? Outcome.SUCCEEDED : Outcome.FAILED;
        }
    }
}
