package io.perftoolkit.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Sends requests over one protocol, for a test. */
interface Client extends AutoCloseable {
    CompletableFuture<Reply> send(String method, String path, byte[] body);

    @Override
    void close();

    default Reply get(String path) throws Exception {
        return send("GET", path, new byte[0]).get(10, TimeUnit.SECONDS);
    }

    default Reply put(String path, String body) throws Exception {
        return send("PUT", path, body.getBytes(UTF_8)).get(10, TimeUnit.SECONDS);
    }

    /** Header names in lower case. */
    record Reply(int status, Map<String, String> headers, byte[] body) {
        String text() {
            return new String(body, UTF_8);
        }

        String cache() {
            return headers.getOrDefault("x-cache", "none");
        }
    }
}
