package io.perftoolkit.bench.prove.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import redis.embedded.core.ExecutableProvider;

/** A Redis server of our own: on the loopback, in memory only. */
final class Redis implements AutoCloseable {
    private static final int ATTEMPTS = 5;
    private static final int TIMEOUT_MILLIS = 2_000;

    private final Process process;
    private final int port;

    private Redis(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Unpacks the binary into the directory and starts it there. */
    static Redis start(Path directory, Duration limit, JanitorLink janitor) {
        try {
            Files.createDirectories(directory);
            String binary = ExecutableProvider.newJarResourceProvider(directory.toFile())
                    .get()
                    .getAbsolutePath();
            Path log = directory.resolve("redis.log");
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                Redis redis = launch(binary, directory, log);
                janitor.owns(redis.process.toHandle());
                if (redis.answersWithin(limit)) {
                    return redis;
                }
                redis.close(); // somebody took the port in between: try another
            }
            throw new LabException("Redis did not start: " + lastLine(log));
        } catch (IOException | RuntimeException e) {
            if (e instanceof LabException known) {
                throw known;
            }
            throw new LabException("Redis did not start: " + e.getMessage(), e);
        }
    }

    private static Redis launch(String binary, Path directory, Path log) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        List<String> command = List.of(
                binary,
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no",
                "--dir",
                directory.toString());
        return new Redis(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start(),
                port);
    }

    private boolean answersWithin(Duration limit) {
        long begin = System.nanoTime();
        while (process.isAlive() && System.nanoTime() - begin < limit.toNanos()) {
            try {
                if (command("PING").equals("+PONG")) {
                    return true;
                }
            } catch (IOException e) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10)); // not listening yet
            }
        }
        return false;
    }

    static String lastLine(Path log) {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
            lines.removeIf(String::isBlank);
            return lines.isEmpty() ? "no message" : lines.get(lines.size() - 1).strip();
        } catch (IOException e) {
            return "no message";
        }
    }

    /** Sends one command without arguments and returns the first line of the answer. */
    private String command(String name) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            OutputStream out = socket.getOutputStream();
            out.write((name + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String line = in.readLine();
            while (line != null && name.startsWith("INFO") && !line.startsWith("redis_version:")) {
                line = in.readLine();
            }
            return line == null ? "" : line;
        }
    }

    void flush() {
        try {
            String answer = command("FLUSHALL");
            if (!answer.equals("+OK")) {
                throw new LabException("Redis refused FLUSHALL: " + answer);
            }
        } catch (IOException e) {
            throw new LabException("Redis does not answer: " + e.getMessage(), e);
        }
    }

    String version() {
        try {
            return command("INFO server").replace("redis_version:", "");
        } catch (IOException e) {
            throw new LabException("Redis does not answer: " + e.getMessage(), e);
        }
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    String uri() {
        return "redis://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        Lane.end(process, Duration.ofSeconds(3));
    }
}
