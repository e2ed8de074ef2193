package io.perftoolkit.bench.league;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a row comes to. */
enum Verdict {
    /** The goal lies below the whole interval: kept. */
    @JsonProperty("ok")
    OK("ok"),
    /** The whole interval misses the goal. */
    @JsonProperty("short")
    SHORT("short"),
    /** This run cannot tell: the machine was not ours, or the interval holds the goal. */
    @JsonProperty("noisy")
    NOISY("noisy"),
    /** The row promises nothing. */
    @JsonProperty("none")
    NONE("-");

    final String word;

    Verdict(String word) {
        this.word = word;
    }
}
