package io.perftoolkit.bench.memory;

import io.perftoolkit.memory.MemoryAccount;
import io.perftoolkit.memory.MemoryMonitor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One allocation and one deallocation on an account that all threads share. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class AccountBenchmark {
    /** Who keeps the balance. {@code AtomicLong} keeps no peak, {@code WithPeak} as most would write it. */
    @Param({"MemoryAccount", "Reserving", "Striped", "AtomicLong", "WithPeak"})
    public String subject = "MemoryAccount";

    private final MemoryMonitor monitor =
            MemoryMonitor.builder().tick(Duration.ofDays(1)).build();
    private Balance balance = new Atomic();

    /** Makes the account. */
    @Setup
    public void setUp() {
        balance = switch (subject) {
            case "MemoryAccount" -> new Account(monitor.account("bench"));
            case "Reserving" -> new Reserving(monitor.account("bench", 1L << 40));
            case "Striped" -> new Account(monitor.stripedAccount("bench"));
            case "AtomicLong" -> new Atomic();
            case "WithPeak" -> new WithPeak();
            default -> throw new IllegalArgumentException("unknown subject: " + subject);
        };
    }

    /** Closes the monitor. */
    @TearDown
    public void close() {
        monitor.close();
    }

    /** 256 bytes come and go. */
    @Benchmark
    public void comeAndGo() {
        balance.add(256);
        balance.remove(256);
    }

    private abstract static class Balance {
        abstract void add(long bytes);

        abstract void remove(long bytes);
    }

    private static final class Account extends Balance {
        private final MemoryAccount account;

        Account(MemoryAccount account) {
            this.account = account;
        }

        @Override
        void add(long bytes) {
            account.recordAllocation(bytes);
        }

        @Override
        void remove(long bytes) {
            account.recordDeallocation(bytes);
        }
    }

    private static final class Reserving extends Balance {
        private final MemoryAccount account;

        Reserving(MemoryAccount account) {
            this.account = account;
        }

        @Override
        void add(long bytes) {
            account.reserve(bytes);
        }

        @Override
        void remove(long bytes) {
            account.recordDeallocation(bytes);
        }
    }

    private static final class Atomic extends Balance {
        private final AtomicLong used = new AtomicLong();

        @Override
        void add(long bytes) {
            used.addAndGet(bytes);
        }

        @Override
        void remove(long bytes) {
            used.addAndGet(-bytes);
        }
    }

    private static final class WithPeak extends Balance {
        private final AtomicLong used = new AtomicLong();
        private final AtomicLong peak = new AtomicLong();

        @Override
        void add(long bytes) {
            peak.accumulateAndGet(used.addAndGet(bytes), Math::max);
        }

        @Override
        void remove(long bytes) {
            used.addAndGet(-bytes);
        }
    }
}
