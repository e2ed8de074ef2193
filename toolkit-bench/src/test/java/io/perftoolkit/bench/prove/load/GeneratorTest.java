package io.perftoolkit.bench.prove.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GeneratorTest {
    private static final int KEYS = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long PAUSE_NANOS = 400_000_000;
    private static final int PAUSE_AT = 500;

    private static RequestPlan plan(int rate, double seconds) {
        return RequestPlan.draw(7, rate, seconds, KEYS, 0.9, 0.1);
    }

    private static Recording load(H2cServer server, RequestPlan plan, int connections, Duration timeout)
            throws IOException {
        return load(server.address(), plan, connections, timeout);
    }

    private static Recording load(InetSocketAddress server, RequestPlan plan, int connections, Duration timeout)
            throws IOException {
        Recording recording = new Recording(plan);
        try (Generator generator = new Generator(server, connections, timeout, new Answers(KEYS))) {
            generator.openLoop(plan, recording, () -> false);
        }
        assertAccounts(plan, recording);
        return recording;
    }

    private static void assertAccounts(RequestPlan plan, Recording recording) {
        Recording.Part all = recording.all();
        long failed = all.errors().values().stream().mapToLong(Long::longValue).sum();
        assertEquals(plan.size(), all.sent());
        assertEquals(plan.size(), all.answered() + failed, () -> "errors: " + all.errors());
        assertEquals(plan.size(), all.histogram().getTotalCount());
    }

    @Test
    void openLoop_serverAnswersAll_allAreAnswered() throws IOException {
        RequestPlan plan = plan(4_000, 0.5);
        try (H2cServer server = H2cServer.of(H2cServer.Call::answer)) {
            Recording recording = load(server, plan, 3, PATIENCE);
            assertEquals(Map.of(), recording.all().errors());
            assertEquals(plan.size(), recording.all().answered());
        }
    }

    /**
     * While the server pauses, requests go on to be due. On one connection with answers in order, what was due in the
     * pause is answered after its end and before what was due later, which gives both bounds without any guess about
     * the machine.
     */
    @Test
    void openLoop_serverPauses_latencyIsWhatTheScheduleSays() throws IOException {
        RequestPlan plan = plan(2_000, 1);
        var pause = new Pause();
        try (H2cServer server = H2cServer.of(pause)) {
            Recording recording = load(server, plan, 1, PATIENCE);
            long from = pause.fromNanos.get() - recording.startNanos();
            long to = pause.toNanos.get() - recording.startNanos();
            int first = 0;
            while (plan.atNanos(first) < from) {
                first++;
            }
            int next = first;
            while (next < plan.size() - 1 && plan.atNanos(next) < to) {
                next++;
            }
            assertTrue(next - first > 100, "the pause must be long enough to see something: " + (next - first));
            long nextAnswered = plan.atNanos(next) + latency(recording, next);
            for (int i = first; i < next; i++) {
                long latency = latency(recording, i);
                assertTrue(latency >= to - plan.atNanos(i), "request " + i + " was answered within the pause");
                assertTrue(latency <= nextAnswered - plan.atNanos(i), "request " + i + " was overtaken");
            }
        }
    }

    /** The control: with a fixed number in flight, hardly anybody notices the same pause. */
    @Test
    void closedLoop_serverPauses_onlyThoseInFlightNotice() throws IOException {
        RequestPlan plan = plan(2_000, 1);
        Recording recording = new Recording(plan);
        var pause = new Pause();
        int concurrency = 4;
        try (H2cServer server = H2cServer.of(pause);
                Generator generator = new Generator(server.address(), 1, PATIENCE, new Answers(KEYS))) {
            long sent = generator.closedLoop(plan, recording, concurrency, () -> false);
            assertEquals(plan.size(), sent);
        }
        assertAccounts(plan, recording);
        // What the pause does to the schedule of an open loop: all that is due in its first half.
        long due = PAUSE_NANOS / 2 * 2_000 / 1_000_000_000;
        assertTrue(due > 10 * concurrency);
        long sentInPause = 0;
        long from = pause.fromNanos.get() - recording.startNanos();
        long to = pause.toNanos.get() - recording.startNanos();
        for (int i = 0; i < plan.size(); i++) {
            sentInPause += recording.intendedNanos(i) > from && recording.intendedNanos(i) < to ? 1 : 0;
        }
        assertTrue(sentInPause <= concurrency, "sent in the pause: " + sentInPause);
    }

    private static long latency(Recording recording, int request) {
        return recording.latencyNanos(request);
    }

    /** Answers, except that one request finds it asleep. */
    private static final class Pause implements H2cServer.Behaviour {
        final AtomicLong fromNanos = new AtomicLong();
        final AtomicLong toNanos = new AtomicLong();

        @Override
        public void handle(H2cServer.Call call) throws IOException {
            if (call.number == PAUSE_AT) {
                long begin = System.nanoTime();
                fromNanos.set(begin);
                long left = PAUSE_NANOS;
                while (left > 0) {
                    LockSupport.parkNanos(left);
                    left = PAUSE_NANOS - (System.nanoTime() - begin);
                }
                toNanos.set(System.nanoTime());
            }
            call.answer();
        }
    }

    @Test
    void openLoop_serverRefuses_eachIsRefused() throws IOException {
        RequestPlan plan = plan(1_000, 0.3);
        try (H2cServer server = H2cServer.of(call -> call.status(H2cServer.STATUS_503))) {
            assertEquals(
                    Map.of("refused", (long) plan.size()),
                    load(server, plan, 2, PATIENCE).all().errors());
        }
    }

    @Test
    void openLoop_serverFails_eachIsAStatus() throws IOException {
        RequestPlan plan = plan(1_000, 0.3);
        try (H2cServer server = H2cServer.of(call -> call.status(H2cServer.STATUS_500))) {
            assertEquals(
                    Map.of("status-5xx", (long) plan.size()),
                    load(server, plan, 2, PATIENCE).all().errors());
        }
    }

    @Test
    void openLoop_serverResetsStreams_refusedAndBrokenAreToldApart() throws IOException {
        RequestPlan plan = plan(1_000, 0.3);
        try (H2cServer server = H2cServer.of(call -> call.reset(call.number % 2 == 0 ? Frames.REFUSED_STREAM : 2))) {
            assertEquals(
                    Map.of("refused", plan.size() / 2L, "transport", plan.size() - plan.size() / 2L),
                    load(server, plan, 1, PATIENCE).all().errors());
        }
    }

    @Test
    void openLoop_serverAnswersWrongly_eachIsWrong() throws IOException {
        RequestPlan plan = plan(1_000, 0.3);
        H2cServer.Behaviour wrong = call -> {
            switch ((int) (call.number % 4)) {
                case 0 -> call.answer(call.id + 1, 1_000_000);
                case 1 -> call.answer(call.id, 0);
                case 2 -> call.body("{\"id\":" + call.id + ",\"version\":1000000,\"name\":\"item 77777\"}");
                default -> call.body("");
            }
        };
        try (H2cServer server = H2cServer.of(wrong)) {
            assertEquals(
                    Map.of("wrong-answer", (long) plan.size()),
                    load(server, plan, 2, PATIENCE).all().errors());
        }
    }

    @Test
    void openLoop_serverNeverAnswers_eachTimesOut() throws IOException {
        RequestPlan plan = plan(1_000, 0.3);
        try (H2cServer server = new H2cServer(50, call -> {})) {
            Recording recording = load(server, plan, 2, Duration.ofMillis(200));
            assertEquals(Map.of("timeout", (long) plan.size()), recording.all().errors());
            assertTrue(recording.all().sortedNanos()[0] >= 200_000_000, "gave up too early");
        }
    }

    @Test
    void openLoop_serverDisconnectsNowAndThen_whatWasInFlightIsBrokenAndTheRestAnswered() throws IOException {
        RequestPlan plan = plan(2_000, 1);
        H2cServer.Behaviour flaky = call -> {
            if (call.number % 400 == 0) {
                call.disconnect();
            } else {
                call.answer();
            }
        };
        try (H2cServer server = H2cServer.of(flaky)) {
            Recording.Part all = load(server, plan, 2, PATIENCE).all();
            assertTrue(all.errors().getOrDefault("transport", 0L) > 0, () -> "errors: " + all.errors());
            assertEquals(java.util.Set.of("transport"), all.errors().keySet());
            assertTrue(all.answered() > 0);
        }
    }

    @Test
    void openLoop_serverSaysGoAway_theRestGoesToANewConnection() throws IOException {
        RequestPlan plan = plan(2_000, 1);
        H2cServer.Behaviour leaving = call -> {
            if (call.number % 500 == 0) {
                call.goAway();
                call.disconnect();
            } else {
                call.answer();
            }
        };
        try (H2cServer server = H2cServer.of(leaving)) {
            Recording.Part all = load(server, plan, 1, PATIENCE).all();
            assertTrue(all.errors().getOrDefault("refused", 0L) > 0, () -> "errors: " + all.errors());
            assertTrue(all.answered() > plan.size() / 2, () -> "errors: " + all.errors());
        }
    }

    @Test
    void openLoop_nobodyListens_eachTimesOut() throws IOException {
        RequestPlan plan = plan(500, 0.2);
        // Bound, so that nobody else gets the port, but not listening.
        try (Socket reserved = new Socket()) {
            reserved.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            var nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), reserved.getLocalPort());
            assertEquals(
                    Map.of("timeout", (long) plan.size()),
                    load(nobody, plan, 2, Duration.ofMillis(200)).all().errors());
        }
    }

    @Test
    void openLoop_serverAllowsFewStreams_neverMoreAreOpen() throws IOException {
        RequestPlan plan = plan(2_000, 1);
        var pause = new Pause();
        try (H2cServer server = new H2cServer(5, pause)) {
            Recording recording = load(server, plan, 1, PATIENCE);
            assertEquals(plan.size(), recording.all().answered());
            assertTrue(server.mostOpen() <= 5, "open: " + server.mostOpen());
        }
    }

    @Test
    void openLoop_stopped_endsEarly() throws IOException {
        RequestPlan plan = plan(100, 600);
        AtomicLong asked = new AtomicLong();
        Recording recording = new Recording(plan);
        try (H2cServer server = H2cServer.of(H2cServer.Call::answer);
                Generator generator = new Generator(server.address(), 1, PATIENCE, new Answers(KEYS))) {
            generator.openLoop(plan, recording, () -> asked.incrementAndGet() > 500);
        }
        assertTrue(recording.settled() < plan.size());
    }
}
