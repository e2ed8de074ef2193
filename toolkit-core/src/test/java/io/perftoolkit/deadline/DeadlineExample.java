package io.perftoolkit.deadline;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

final class DeadlineExample {
    interface Users {
        String load(int id, Deadline deadline);
    }

    String pass(Users users) {
        // @start region="pass"
        Deadline deadline = Deadline.after(Duration.ofMillis(250));
        String user = users.load(42, deadline.minus(Duration.ofMillis(20))); // 20 ms to write the page
        deadline.throwIfExpired("profile", "the page");
        // @end
        return user;
    }

    Duration current(Deadline deadline) throws Exception {
        // @start region="current"
        Duration left = deadline.call(
                () -> // what it calls may ask for the current deadline
                Deadline.current().clampedTo(Duration.ofSeconds(5)).remaining()); // never longer than 5 s
        // @end
        return left;
    }

    Map<String, String> header(@Nullable String received) {
        Map<String, String> headers = new HashMap<>();
        // @start region="header"
        Deadline deadline = DeadlineText.MILLIS.read(received, Duration.ofSeconds(2)); // in: 2 s at most
        String next = DeadlineText.MILLIS.format(deadline.forNextHop()); // out: time for our answer is kept back
        if (next != null) {
            headers.put("x-envoy-expected-rq-timeout-ms", next);
        }
        // @end
        return headers;
    }
}
