package io.perftoolkit.bench.admission;

import io.perftoolkit.bench.prove.load.Recording;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Asks a service under load how it is, ten times a second, and for its own figures at the ends of the steps: times as the service
 * sees them, and its limit. On a thread of its own.
 */
final class ServiceWatch implements AutoCloseable {
    private static final long PERIOD_NANOS = 100_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String BUCKET = "admission_answered_seconds_bucket{le=\"";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String address;
    private final Recording recording;
    private final double[] ends;
    private final List<Figures> figures = Collections.synchronizedList(new ArrayList<>());
    private final Thread thread = new Thread(this::watch, "perftoolkit-bench-watch");
    private volatile long worstHealthNanos;
    private volatile boolean over;
    private volatile @Nullable IOException failure;

    /** What the service says of itself at a moment: answers so far by their upper bound in seconds. */
    private record Figures(TreeMap<Double, Double> buckets, int limit, long unreturned) {}

    ServiceWatch(InetSocketAddress service, Recording recording, double... ends) {
        this.address = "http://" + service.getHostString() + ":" + service.getPort();
        this.recording = recording;
        this.ends = ends.clone();
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        try {
            while (!over) {
                long begin = System.nanoTime();
                get("/health");
                worstHealthNanos = Math.max(worstHealthNanos, System.nanoTime() - begin);
                long start = recording.startNanos();
                int next = figures.size();
                if (start != 0 && next < ends.length && System.nanoTime() - start >= ends[next] * 1e9) {
                    figures.add(figures());
                }
                LockSupport.parkNanos(PERIOD_NANOS);
            }
        } catch (IOException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + path))
                .timeout(PATIENCE)
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(path + " was answered by " + response.statusCode());
        }
        return response.body();
    }

    private Figures figures() throws IOException, InterruptedException {
        TreeMap<Double, Double> buckets = new TreeMap<>();
        Map<String, Double> others = new TreeMap<>();
        get("/metrics").lines().filter(line -> line.startsWith("admission_")).forEach(line -> {
            int blank = line.lastIndexOf(' ');
            double value = Double.parseDouble(line.substring(blank + 1));
            if (line.startsWith(BUCKET)) {
                String bound = line.substring(BUCKET.length(), line.indexOf('"', BUCKET.length()));
                buckets.put(bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound), value);
            } else {
                others.put(line.substring(0, blank), value);
            }
        });
        double started = others.getOrDefault("admission_started_total", Double.NaN);
        double ended = others.getOrDefault("admission_ended_total", Double.NaN);
        return new Figures(buckets, others.getOrDefault("admission_limit", 0.0).intValue(), (long) (started - ended));
    }

    /** Ends the watch when the work behind the last answers has ended, too. */
    void end() throws InterruptedException, IOException {
        over = true;
        thread.join();
        IOException failed = failure;
        if (failed != null) {
            throw new IOException("the service does not tell its figures", failed);
        }
        while (figures.size() < ends.length) { // it was so slow that the load has ended before
            figures.add(figures());
        }
        long begin = System.nanoTime();
        Figures last = figures();
        while (last.unreturned != 0 && System.nanoTime() - begin < PATIENCE.toNanos()) {
            LockSupport.parkNanos(PERIOD_NANOS);
            last = figures();
        }
        figures.add(last);
    }

    /** From the buckets of one step, straight between two bounds. */
    double p99Millis(int step) {
        Map<Double, Double> before = figures.get(step).buckets;
        TreeMap<Double, Double> after = figures.get(step + 1).buckets;
        double all =
                after.getOrDefault(Double.POSITIVE_INFINITY, 0.0) - before.getOrDefault(Double.POSITIVE_INFINITY, 0.0);
        double lower = 0;
        double below = 0;
        for (Map.Entry<Double, Double> bucket : after.entrySet()) {
            double upTo = bucket.getValue() - before.getOrDefault(bucket.getKey(), 0.0);
            if (upTo >= .99 * all) {
                double upper = Double.isInfinite(bucket.getKey()) ? lower : bucket.getKey();
                return 1e3 * (lower + (upper - lower) * (upTo == below ? 1 : (.99 * all - below) / (upTo - below)));
            }
            lower = bucket.getKey();
            below = upTo;
        }
        return Double.NaN;
    }

    /** At the end of a step. */
    int limit(int step) {
        return figures.get(step + 1).limit;
    }

    double worstHealthMillis() {
        return worstHealthNanos / 1e6;
    }

    /** Permits that have not been given back in the end. */
    long unreturned() {
        return figures.get(figures.size() - 1).unreturned;
    }

    @Override
    public void close() {
        over = true;
        thread.interrupt();
    }
}
