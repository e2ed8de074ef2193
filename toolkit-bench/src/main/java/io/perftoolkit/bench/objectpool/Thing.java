package io.perftoolkit.bench.objectpool;

/** What is pooled: as little as possible, so that what is left is the pool. */
final class Thing {
    /** Raised by each borrower. */
    long uses;
}
