package io.perftoolkit.bench.store;

import java.util.SplittableRandom;

/** The sequence in which a thread asks: strings equal to those in the map, never the same objects. */
final class StringKeys {
    private StringKeys() {}

    /** Key number {@code i}; no two numbers below a hundred million give the same. */
    static String present(int i) {
        return "user:" + (i * 7919L % 100_000_007L) + ":s";
    }

    static String missing(int i) {
        return "none:" + (i * 7919L % 100_000_007L) + ":s";
    }

    /**
     * Made in the order in which they are asked for, so that reading the question itself costs no cache miss; and so many
     * that no processor learns by heart which of them take which branch.
     */
    static String[] questions(int entries, boolean hits) {
        var random = new SplittableRandom(42);
        String[] questions = new String[Math.min(1 << 20, Math.max(1 << 17, Integer.highestOneBit(entries)))];
        for (int i = 0; i < questions.length; i++) {
            int n = random.nextInt(entries);
            questions[i] = hits ? present(n) : missing(n);
            if (questions[i].hashCode() == 0) {
                throw new IllegalStateException("its hash would be computed at each question: " + questions[i]);
            }
        }
        return questions;
    }
}
