package io.perftoolkit.cache;

import org.jspecify.annotations.Nullable;

/** A table that installs every load, attached or not: what the trials of the cache must find. */
record Ungated<K>(Table<K, Object> body) implements Table<K, Object> {
    @Override
    public @Nullable Object get(Object key, int hash, long now) {
        return body.get(key, hash, now);
    }

    @Override
    public @Nullable Object peek(Object key, int hash, long now) {
        return body.peek(key, hash, now);
    }

    @Override
    public @Nullable Object exchange(
            K key,
            int hash,
            @Nullable Object expected,
            @Nullable Object value,
            int weight,
            long deadline,
            long now,
            Gate<? super K> gate) {
        Gate<? super K> wrong = gate instanceof Flight ? (same, sameHash) -> true : gate;
        return body.exchange(key, hash, expected, value, weight, deadline, now, wrong);
    }

    @Override
    public boolean extend(Object key, int hash, Object value, long deadline, long now) {
        return body.extend(key, hash, value, deadline, now);
    }

    @Override
    public long deadline(Object key, int hash) {
        return body.deadline(key, hash);
    }

    @Override
    public long size() {
        return body.size();
    }

    @Override
    public long weight() {
        return body.weight();
    }

    @Override
    public long bound() {
        return body.bound();
    }

    @Override
    public void resize(long bound) {
        body.resize(bound);
    }

    @Override
    public void clear() {
        body.clear();
    }

    @Override
    public long cleanUp(long now, Runnable between) {
        return body.cleanUp(now, between);
    }

    @Override
    public Cursor<K, Object> cursor(long now) {
        return body.cursor(now);
    }

    @Override
    public PolicySnapshot<K> policy(int most) {
        return body.policy(most);
    }
}
