package io.perftoolkit.objectpool;

import io.perftoolkit.deadline.Deadline;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.zip.Deflater;

/** The code of the guide. */
final class ObjectPoolExample {
    private ObjectPoolExample() {}

    static int borrow(byte[] message) throws InterruptedException {
        byte[] out = new byte[64 + message.length * 2];
        // @start region="borrow"
        ObjectPool<Deflater> deflaters = ObjectPool.builder(() -> new Deflater(6))
                .capacity(8)
                .maxWait(Duration.ofMillis(50))
                .reset(Deflater::reset)
                .destroy(Deflater::end)
                .build();
        try (deflaters;
                Lease<Deflater> lease = deflaters.borrow()) {
            Deflater deflater = lease.value();
            deflater.setInput(message);
            deflater.finish();
            return deflater.deflate(out);
        }
        // @end region="borrow"
    }

    // @start region="outcome"
    static String ask(ObjectPool<Connection> connections, String question, Deadline deadline)
            throws InterruptedException {
        try (Lease<Connection> lease = connections.borrow(deadline)) {
            try {
                return lease.value().ask(question);
            } catch (ConnectionLost e) {
                lease.failed(e); // thrown away at the close, not given to the next one
                throw e;
            }
        }
    }
    // @end region="outcome"

    static ObjectPool<Connection> connections() {
        // @start region="life"
        ObjectPool<Connection> connections = ObjectPool.builder(Connection::open)
                .name("backend")
                .capacity(32)
                .minIdle(4) // kept ready, made in the background
                .maxAge(Duration.ofMinutes(30)) // give or take a tenth
                .maxIdle(Duration.ofMinutes(5))
                .validate(Connection::isAlive)
                .validateAfter(Duration.ofSeconds(1)) // of idleness
                .destroy(Connection::close)
                .fatal(ServerReplaced.class::isInstance) // all others are worthless, too
                .leakAfter(Duration.ofSeconds(30))
                .build();
        // @end region="life"
        return connections;
    }

    static CompletionStage<String> async(ObjectPool<Connection> connections) {
        // @start region="async"
        CompletionStage<String> answer = connections.borrowAsync().thenApply(lease -> {
            try (lease) {
                return lease.value().ask("how are you?");
            }
        });
        // @end region="async"
        return answer;
    }

    static ObjectPool<Connection> configured() {
        // @start region="configure"
        ObjectPool<Connection> connections = ObjectPool.builder(Connection::open)
                .configure(Map.of("capacity", "32", "max-wait", "250ms", "max-age", "30m"))
                .build();
        // @end region="configure"
        return connections;
    }

    /** Stands for something that is expensive to make. */
    static final class Connection {
        boolean closed;

        static Connection open() {
            return new Connection();
        }

        String ask(String question) {
            if (question.isEmpty()) {
                throw new ConnectionLost();
            }
            return "fine";
        }

        boolean isAlive() {
            return !closed;
        }

        void close() {
            closed = true;
        }
    }

    static class ConnectionLost extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    static final class ServerReplaced extends ConnectionLost {
        private static final long serialVersionUID = 1L;
    }
}
