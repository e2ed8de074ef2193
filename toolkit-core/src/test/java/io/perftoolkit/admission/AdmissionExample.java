package io.perftoolkit.admission;

import io.perftoolkit.admission.OverloadedException.Reason;
import io.perftoolkit.deadline.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;

final class AdmissionExample {
    final ConcurrencyLimit door = door();
    final ConcurrencyLimit gate = gate();
    final RetryBudget budget = RetryBudget.builder().build();

    private static ConcurrencyLimit door() {
        // @start region="makeDoor"
        ConcurrencyLimit door = ConcurrencyLimit.adaptive(Duration.ofMillis(100)) // answer within 100 ms
                .name("http")
                .build();
        // @end
        return door;
    }

    private static ConcurrencyLimit gate() {
        // @start region="makeGate"
        ConcurrencyLimit gate = ConcurrencyLimit.fixed(20) // as many as there are connections
                .name("database")
                .queue(Queue.bounded(5, Duration.ofMillis(10)))
                .build();
        // @end
        return gate;
    }

    String door(Callable<String> handler) throws Exception {
        Deadline deadline = Deadline.after(Duration.ofMillis(100));
        // @start region="door"
        try (Permit permit = door.acquire(Priority.NORMAL, deadline)) { // OverloadedException: 503
            String answer = deadline.call(handler);
            permit.succeeded();
            return answer;
        } // closed untold: it counts as failed
        // @end
    }

    String gate(Callable<String> query) throws Exception {
        // @start region="gate"
        try (Permit permit = gate.acquire(Priority.NORMAL, Deadline.current())) {
            String row = query.call();
            permit.succeeded();
            return row;
        }
        // @end
    }

    String retry(Callable<String> call) throws Exception {
        // @start region="retry"
        for (int attempt = 1; ; attempt++) {
            try {
                String answer = call.call();
                budget.recordSuccess();
                return answer;
            } catch (OverloadedException e) {
                budget.pushback(e.retryAfter());
                throw e;
            } catch (java.io.IOException e) {
                if (attempt == 3 || !budget.tryWithdraw()) {
                    throw e;
                }
            }
        }
        // @end
    }

    void cohorts(long user, Instant now) {
        // @start region="cohorts"
        if (!door.serves(Priority.NORMAL, Cohort.of(user, now))) { // once for each request, before it asks for a permit
            throw door.overloaded(Reason.COHORT);
        }
        // @end
    }

    boolean shutDown() throws InterruptedException {
        // @start region="shutdown"
        DrainReport report = door.shutdown(Deadline.after(Duration.ofSeconds(10)));
        boolean everythingAnswered = report.isClean();
        // @end
        return everythingAnswered;
    }
}
