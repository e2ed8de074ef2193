package io.perftoolkit.cache;

/**
 * A way of choosing who goes. All work on the same two lists, a window for newcomers and a main list, and on the same
 * memory of who left; so one can take over from another without moving an entry.
 */
enum Expert {
    /** Second chance for all: good where what was used lately is used again. */
    CLOCK(Rule.DIRECT, 0.1, 1, 1, 3),
    /** Few newcomers, and a main list that counts far: good where the often used stays often used. */
    FREQUENCY(Rule.QUICK, 0.01, 2, 2, 15),
    /** Who comes back sooner than the coldest of the main list takes its place: good for loops. */
    REUSE(Rule.DISTANCE, 0.01, 1, 2, 3),
    /** A third for newcomers, whom only a return makes residents: good where scans pass through a recent set. */
    WIDE(Rule.QUICK, 0.3, 9, 1, 3),
    /** A tenth for newcomers, who must be used twice: good for the web, searches and object stores. */
    QUICK(Rule.QUICK, 0.1, 2, 2, 3);

    /**
     * What an expert does with newcomers.
     *
     * <p>QUICK is the rule of S3-FIFO (Yang et al., "FIFO queues are all you need for cache eviction", SOSP 2023).
     * DISTANCE compares reuse distances as LIRS does (Jiang and Zhang, SIGMETRICS 2002). DIRECT is CLOCK.
     */
    enum Rule {
        DIRECT,
        QUICK,
        DISTANCE
    }

    final Rule rule;

    /** The share of the window, in 1/65536 of all entries. */
    final int window;

    /** How many uses make a newcomer a resident. */
    final int uses;

    /** How long who left may stay away and still be welcome, in 1/65536 of the entries' number of insertions. */
    final int memory;

    /** Where the count of uses of an entry stops. */
    final int mostUses;

    Expert(Rule rule, double window, int uses, int memory, int mostUses) {
        this.rule = rule;
        this.window = (int) (window * 65_536);
        this.uses = uses;
        this.memory = (int) ((window + memory) * 65_536);
        this.mostUses = mostUses;
    }

    /** How many entries the window of {@code entries} has. */
    int windowOf(int entries) {
        return Math.max(1, (int) (((long) entries * window) >>> 16));
    }

    /** The highest age, in insertions, at which who left is welcome back among {@code entries}. */
    int memoryOf(int entries) {
        return (int) (((long) entries * memory) >>> 16);
    }
}
