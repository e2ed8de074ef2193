package io.perftoolkit.cache;

import org.jspecify.annotations.Nullable;

/**
 * Where the entries of a cache lie: bounded, and knowing which of them goes first. It knows no loader and owns no
 * clock; whoever calls says what time it is. A table without expiry never looks at the times it is given.
 *
 * <p>Thread-safe. No user code but {@code hashCode} and {@code equals} of keys runs inside a table. What leaves it is
 * told to its {@link Removals}, each value exactly once.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values, as the doors above wrap them
 */
interface Table<K, V> {

    /** As {@code expected} of {@link #exchange}: whatever is there, or nothing. */
    Object ANY = new Object();

    /** As {@code deadline}: the entry does not expire. Not a time: never compared by difference. */
    long NEVER = Long.MAX_VALUE;

    /**
     * Looks a key up, which is a use of its entry: the policy hears of it, and an expiry after access starts anew.
     *
     * @param key the key
     * @param hash what {@link Hashing} made of its hash code
     * @param now the time, in nanoseconds of the cache's ticker
     * @return the value, or null if the key has no entry or an expired one
     */
    @Nullable
    V get(Object key, int hash, long now);

    /** As {@link #get}, but no use. */
    @Nullable
    V peek(Object key, int hash, long now);

    /**
     * The one write: in one step looks for the entry of a key, compares, and puts, replaces or removes it. An expired
     * entry counts as none, and leaves as {@link RemovalCause#EXPIRED}.
     *
     * @param key the key
     * @param hash what {@link Hashing} made of its hash code
     * @param expected {@link #ANY}; null, if the key must have no entry; else the very object that must be its value
     * @param value the new value, or null to remove the entry
     * @param weight the weight of the new value; 1 in a table bounded by entries
     * @param deadline when the new value expires, or {@link #NEVER}
     * @param now the time, in nanoseconds of the cache's ticker
     * @param gate asked once, under the lock that orders all writes of this key, when everything else allows the write
     * @return what was there: the write took place if that is as expected and the gate let it pass. It took place also
     *     if the policy did not keep the new value, which then left as {@link RemovalCause#SIZE}, or as {@link
     *     RemovalCause#REFUSED} if it is heavier than the bound
     */
    @Nullable
    V exchange(
            K key,
            int hash,
            @Nullable Object expected,
            @Nullable V value,
            int weight,
            long deadline,
            long now,
            Gate<? super K> gate);

    /**
     * Moves the time at which an entry expires, if it still has this very value. No use, no write: no gate is asked.
     *
     * @return whether it has
     */
    boolean extend(Object key, int hash, V value, long deadline, long now);

    /** When an entry expires: {@link #NEVER}, a time of the cache's ticker, or 0 if there is no entry. */
    long deadline(Object key, int hash);

    /** How many entries there are, expired ones that nobody has met yet included. Exact when nobody writes. */
    long size();

    /** The weight of all entries; their number in a table bounded by entries. Never above {@link #bound}. */
    long weight();

    /** The most that {@link #weight} may reach. */
    long bound();

    /** Sets a new bound; a lower one evicts before this returns. */
    void resize(long bound);

    /** Removes every entry that was there when this began. */
    void clear();

    /**
     * Removes what has expired, in steps, so that no writer waits for more than one of them.
     *
     * @param between runs after each step that removed something, outside of all locks
     * @return when to do so again: not after the first deadline that is left, or {@link #NEVER}
     */
    long cleanUp(long now, Runnable between);

    /** Walks over the entries: weakly consistent, no use of any, none twice. */
    Cursor<K, V> cursor(long now);

    /** What the policy thinks now; {@code most} bounds how many keys it names. */
    PolicySnapshot<K> policy(int most);

    /** A walk over a table. For one thread. */
    interface Cursor<K, V> {
        /** Goes to the next entry that has not expired; false at the end. */
        boolean advance();

        /** The key of the entry that {@link #advance} went to. */
        K key();

        /** Its value at that moment. */
        V value();
    }

    /** Whether a write may happen now. Runs under the lock of the key: it must be short, and call no user code but {@code equals}. */
    @FunctionalInterface
    interface Gate<K> {
        /** Lets a write of this key pass, or not. */
        boolean open(K key, int hash);
    }

    /** Hears what left a table. Runs under the lock of the key: it may queue, and no more. */
    @FunctionalInterface
    interface Removals<K, V> {
        /** This value is no longer in the table. */
        void removed(K key, V value, int weight, RemovalCause cause);
    }
}
