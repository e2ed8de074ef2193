package io.perftoolkit.memory;

/**
 * A reservation would have taken a {@link MemoryAccount} above its limit; nothing was reserved.
 *
 * <p>Has no stack trace: it is thrown to refuse work, often many times a second, and its figures say all there is.
 *
 * @since 0.1
 */
public final class MemoryBudgetExceededException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Who refused. */
    private final String account;

    /** Bytes asked for. */
    private final long asked;

    /** Bytes in use. */
    private final long used;

    /** Bytes there are. */
    private final long limit;

    MemoryBudgetExceededException(String account, long asked, long used, long limit) {
        super(
                "account " + account + " refused " + asked + " bytes: " + used + " of " + limit + " bytes are in use",
                null,
                false,
                false);
        this.account = account;
        this.asked = asked;
        this.used = used;
        this.limit = limit;
    }

    /**
     * The account that refused.
     *
     * @return its name
     */
    public String account() {
        return account;
    }

    /**
     * The size of the reservation.
     *
     * @return bytes
     */
    public long asked() {
        return asked;
    }

    /**
     * The balance that left no room for it.
     *
     * @return bytes in use when the reservation was refused
     */
    public long used() {
        return used;
    }

    /**
     * The limit of the account.
     *
     * @return bytes
     */
    public long limit() {
        return limit;
    }
}
