package io.perftoolkit.example;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** HTTP/1.1 by the JDK's client. */
final class Http1Client implements Client {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port;

    Http1Client(int port) {
        this.port = port;
    }

    @Override
    public CompletableFuture<Reply> send(String method, String path, byte[] body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(
                        method,
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
                .thenApply(response -> {
                    Map<String, String> headers = new HashMap<>();
                    response.headers().map().forEach((name, values) -> headers.put(name, String.join(",", values)));
                    return new Reply(response.statusCode(), headers, response.body());
                });
    }

    @Override
    public void close() {}
}
