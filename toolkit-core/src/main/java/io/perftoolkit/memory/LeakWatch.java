package io.perftoolkit.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Follows the live set, the resident set and the accounts over time, and says what rises. Not thread-safe. */
final class LeakWatch {
    private static final String LIVE_SET = "live set";

    private final LiveSetSource source;
    private final MonitorSettings settings;
    private final LeakRule rule;
    private final long startNanos;
    private final Series live;
    private final Series resident;
    private final Map<String, Balance> balances = new HashMap<>();

    private long collected;
    private long newest = MemoryStats.UNKNOWN;
    private @Nullable Instant newestTime;
    private boolean pending; // lowest of a falling run of figures that are not final
    private long pendingNanos;
    private long pendingBytes;

    private double liveSlope = Double.NaN;
    private @Nullable Duration heapFull;
    private double residentSlope;
    private @Nullable LeakSuspicion suspicion;
    private List<LeakSuspicion> suspicions = List.of();

    /** The balance of one account over time. */
    private static final class Balance {
        final Series series;
        double bytesPerSecond;

        @Nullable
        LeakSuspicion suspicion;

        Balance(Series series) {
            this.series = series;
        }
    }

    LeakWatch(LiveSetSource source, MonitorSettings settings) {
        this.source = source;
        this.settings = settings;
        rule = new LeakRule(settings.leakSpanNanos(), settings.leakHorizonNanos());
        startNanos = settings.ticker().getAsLong();
        live = new Series(0, settings.windowNanos());
        resident = sampled();
    }

    /** Takes in what is new; everything is judged again only when a series has a new point. */
    void advance(long nanos, Instant now, long residentBytes, Collection<MemoryAccount> accounts) {
        boolean settled = nanos - startNanos >= settings.warmUpNanos();
        boolean changed = false;
        for (MemoryAccount account : accounts) {
            changed |= settled && advance(account, nanos, now);
        }
        if (source.advance()) {
            collected++;
            newest = source.bytes();
            newestTime = now;
            if (settled && addLive(nanos)) {
                judgeLive(nanos, now);
                changed = true;
            }
        }
        if (settled && residentBytes >= 0 && resident.add(nanos, residentBytes)) {
            residentSlope = rule.rises(resident) ? rule.bytesPerSecond() : 0;
        }
        if (changed) {
            collectSuspicions();
        }
    }

    MemoryStats.LiveSet liveSet() {
        return new MemoryStats.LiveSet(source.pool(), newest, source.capacity(), collected, newestTime, liveSlope);
    }

    MemoryStats.Forecast forecast(long groupHeadroom) {
        boolean limited = groupHeadroom >= 0 && groupHeadroom != MemoryStats.UNLIMITED;
        double seconds = limited && residentSlope > 0 ? groupHeadroom / residentSlope : Double.NaN;
        Duration groupFull = seconds < Integer.MAX_VALUE ? Duration.ofMillis((long) (seconds * 1000)) : null;
        return new MemoryStats.Forecast(heapFull, groupFull);
    }

    List<LeakSuspicion> suspicions() {
        return suspicions;
    }

    double bytesPerSecond(String account) {
        Balance balance = balances.get(account);
        return balance == null ? 0 : balance.bytesPerSecond;
    }

    /** Whether the series has a new point. */
    private boolean addLive(long nanos) {
        if (source.isFinal()) {
            pending = false; // what came before it in this run was on the way to it
            return live.add(nanos, newest);
        }
        boolean lower = pending && newest <= pendingBytes;
        boolean added = pending && !lower && live.add(pendingNanos, pendingBytes);
        pending = true;
        pendingNanos = nanos;
        pendingBytes = newest;
        return added;
    }

    private void judgeLive(long nanos, Instant now) {
        boolean rises = rule.rises(live);
        liveSlope = rises ? rule.bytesPerSecond() : Double.NaN;
        heapFull = rises ? rule.timeToFull(source.capacity()) : null;
        suspicion = rises ? rule.judge(LIVE_SET, live, source.capacity(), risingAccounts(), nanos, now) : null;
    }

    private boolean advance(MemoryAccount account, long nanos, Instant now) {
        Balance balance = balances.computeIfAbsent(account.name(), name -> new Balance(sampled()));
        if (!balance.series.add(nanos, account.used())) {
            return false;
        }
        boolean rises = rule.rises(balance.series);
        balance.bytesPerSecond = rises ? rule.bytesPerSecond() : 0;
        String subject = "account " + account.name();
        balance.suspicion = rises
                ? rule.judge(subject, balance.series, account.limit(), List.of(account.name()), nanos, now)
                : null;
        return true;
    }

    private List<String> risingAccounts() {
        return balances.entrySet().stream()
                .filter(entry -> entry.getValue().bytesPerSecond > 0)
                .sorted(Comparator.comparingDouble(
                        (Map.Entry<String, Balance> entry) -> -entry.getValue().bytesPerSecond))
                .map(Map.Entry::getKey)
                .toList();
    }

    private void collectSuspicions() {
        List<LeakSuspicion> found = new ArrayList<>();
        if (suspicion != null) {
            found.add(suspicion);
        }
        for (Balance balance : balances.values()) {
            if (balance.suspicion != null) {
                found.add(balance.suspicion);
            }
        }
        suspicions = List.copyOf(found);
    }

    private Series sampled() {
        return new Series(settings.sampleGapNanos(), settings.windowNanos());
    }
}
