package io.perftoolkit.cache;

/** What a table holds in place of a value that the loader says does not exist. */
enum Absent {
    /** The only one. */
    MARK
}
