package io.perftoolkit.cache;

/** An entry of a {@link LruTable}, or the head of a ring: {@code next} of the head is used least recently. Under its lock. */
final class LruNode<K, V> {
    final K key;
    V value;
    int weight;
    long deadline = Table.NEVER;
    LruNode<K, V> previous = this;
    LruNode<K, V> next = this;

    @SuppressWarnings({"NullAway", "DataFlowIssue"}) // a head has neither, and nobody asks it
    LruNode() {
        this.key = null;
        this.value = null;
    }

    LruNode(K key, V value, int weight, long deadline) {
        this.key = key;
        this.value = value;
        this.weight = weight;
        this.deadline = deadline;
    }

    boolean isExpired(long now) {
        return Deadlines.isPast(deadline, now);
    }

    boolean isLinked() {
        return next != this;
    }

    void unlink() {
        previous.next = next;
        next.previous = previous;
        previous = this;
        next = this;
    }

    /** To the end that was used last. */
    void moveBehind(LruNode<K, V> ring) {
        unlink();
        previous = ring.previous;
        next = ring;
        previous.next = this;
        ring.previous = this;
    }
}
