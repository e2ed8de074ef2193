package io.perftoolkit.internal.layout;

/** The long of {@link PaddedLong}: a class of its own, because only between classes the order of fields is certain. */
abstract class LongBehindPadding extends PaddedFront {
    long word;

    LongBehindPadding(long initial) {
        word = initial;
    }
}
