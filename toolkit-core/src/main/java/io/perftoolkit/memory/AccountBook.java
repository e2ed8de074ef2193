package io.perftoolkit.memory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The accounts of one monitor, by name. Thread-safe. */
final class AccountBook {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryAccount.class);

    /** Accounts are for purposes, not for connections or users: a bound keeps such a mistake from being a leak. */
    static final int MAX_ACCOUNTS = 1_024;

    private final ConcurrentMap<String, MemoryAccount> accounts = new ConcurrentHashMap<>();

    MemoryAccount account(String name, long limit, boolean striped) {
        Objects.requireNonNull(name, "name");
        if (limit <= 0) {
            throw new IllegalArgumentException("limit must be positive: " + limit);
        }
        MemoryAccount account = accounts.get(name);
        if (account == null) {
            if (accounts.size() >= MAX_ACCOUNTS) {
                throw new IllegalStateException("accounts must be at most " + MAX_ACCOUNTS + ": no room for " + name);
            }
            account = accounts.computeIfAbsent(name, wanted -> new MemoryAccount(wanted, limit, striped));
        }
        if (account.limit() != limit || account.isStriped() != striped) {
            throw new IllegalArgumentException("account " + name + " must keep its limit and kind: it is " + account
                    + ", asked for was limit=" + limit + (striped ? ", striped" : ", not striped"));
        }
        return account;
    }

    Collection<MemoryAccount> all() {
        return accounts.values();
    }

    List<MemoryStats.Account> stats(ToDoubleFunction<String> bytesPerSecond) {
        if (accounts.isEmpty()) {
            return List.of();
        }
        List<MemoryStats.Account> all = new ArrayList<>(accounts.size());
        for (MemoryAccount account : accounts.values()) {
            all.add(account.stats(bytesPerSecond.applyAsDouble(account.name())));
        }
        all.sort(Comparator.comparing(MemoryStats.Account::name));
        return List.copyOf(all);
    }

    /** Logs each account's first underflow. Called by one thread at a time. */
    void reportUnderflows() {
        for (MemoryAccount account : accounts.values()) {
            if (account.reportsFirstUnderflow()) {
                LOG.warn(
                        "Account {} went below zero: more was freed than allocated, or freed before it was recorded;"
                                + " further underflows are only counted",
                        account);
            }
        }
    }
}
