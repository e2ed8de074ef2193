package io.perftoolkit.bench.prove.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One service under test in its own JVM. Every lane gets the same flags; they fit a container of 512 MB.
 */
public final class Lane implements AutoCloseable {
    /** The flags of every lane: 256 MB heap, and a bound for each other kind of memory. */
    public static final List<String> FLAGS = List.of(
            "-Xms256m",
            "-Xmx256m",
            "-XX:MaxDirectMemorySize=64m",
            "-XX:ReservedCodeCacheSize=64m",
            "-XX:MaxMetaspaceSize=96m",
            "-Xss512k",
            "-XX:+UseG1GC",
            "-XX:-UsePerfData");

    private static final String READY = "ready port=";
    private static final Duration STOP_LIMIT = Duration.ofSeconds(8);

    private final String name;
    private final Process process;
    private final int port;

    private Lane(String name, Process process, int port) {
        this.name = name;
        this.process = process;
        this.port = port;
    }

    /** Starts the service and returns when it serves. */
    static Lane start(
            String name,
            String mainClass,
            List<String> arguments,
            Path directory,
            Duration limit,
            JanitorLink janitor) {
        Path log = directory.resolve("lane-" + name + ".log");
        List<String> flags = new ArrayList<>(FLAGS);
        flags.add("-Djava.io.tmpdir=" + directory); // what libraries unpack goes with the run
        Process process;
        try {
            Files.createDirectories(directory);
            process = ChildJvm.process(ChildJvm.command(flags, mainClass, arguments))
                    .redirectError(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new LabException("lane " + name + " did not start: " + e.getMessage(), e);
        }
        janitor.owns(process.toHandle());
        try {
            return new Lane(name, process, readyPort(name, process, limit, log));
        } catch (RuntimeException e) {
            end(process, Duration.ZERO);
            throw e;
        }
    }

    private static int readyPort(String name, Process process, Duration limit, Path log) {
        CompletableFuture<Integer> ready = new CompletableFuture<>();
        Thread reader = new Thread(() -> drain(process, ready), "perftoolkit-prove-lane-" + name);
        reader.setDaemon(true);
        reader.start();
        try {
            return ready.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new LabException("lane " + name + " ended before it served: " + Redis.lastLine(log), e);
        } catch (TimeoutException e) {
            throw new LabException("lane " + name + " did not serve within " + limit.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted while lane " + name + " started", e);
        }
    }

    /** Reads to the end, so that the child never blocks on a full pipe. */
    private static void drain(Process process, CompletableFuture<Integer> ready) {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(READY)) {
                    ready.complete(
                            Integer.parseInt(line.substring(READY.length()).trim()));
                }
            }
            ready.completeExceptionally(new IOException("end of output"));
        } catch (IOException | NumberFormatException e) {
            ready.completeExceptionally(e);
        }
    }

    /**
     * Where it serves.
     *
     * @return address of the loopback
     */
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /**
     * The process.
     *
     * @return a handle, still valid when it has ended
     */
    public ProcessHandle process() {
        return process.toHandle();
    }

    /**
     * CPU time so far.
     *
     * @return nanoseconds, -1 if the system does not tell
     */
    public long cpuNanos() {
        return process.toHandle()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .orElse(-1L);
    }

    /**
     * The most memory that the process has had resident.
     *
     * @return bytes, -1 if the system does not tell
     */
    public long peakRssBytes() {
        return ProcFs.SYSTEM.peakRssBytes(process.pid());
    }

    /**
     * The heap in use, by {@code jcmd}; costs the service a moment, so not within a window.
     *
     * @return bytes, -1 if it cannot be found out
     */
    public long heapUsedBytes() {
        return HeapInfo.usedBytes(process.pid());
    }

    /**
     * Whether it still runs.
     *
     * @return false once it has ended
     */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Asks the service to end and waits, then insists. */
    @Override
    public void close() {
        end(process, STOP_LIMIT);
    }

    static void end(Process process, Duration limit) {
        process.destroy();
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "lane " + name + " on port " + port;
    }
}
