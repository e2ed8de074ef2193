package io.perftoolkit.objectpool;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/** Where a lease of the sample began, for the report if it is never closed. */
final class Borrowing {
    final long word;
    final Throwable stack;
    private final WeakReference<Token> token;

    Borrowing(long word, String thread, Token token) {
        this.word = word;
        this.stack = new Throwable("borrowed by " + thread);
        this.token = new WeakReference<>(token);
    }

    /** Whether nobody is left who could close the lease. */
    boolean isLost() {
        return token.get() == null;
    }

    /** Dies together with its lease. The lease itself is not watched, so that a compiler may take it apart. */
    static final class Token {
        @Nullable
        Throwable closedAt;
    }
}
