package io.perftoolkit.task;

/**
 * When a {@link TaskScope} is done, and what ends its other forks early.
 *
 * @since 0.1
 */
public enum JoinPolicy {
    /** Done when all have succeeded. The first failure cancels the rest, and the join throws it. */
    ALL_SUCCEED,

    /** Done when one has succeeded, which cancels the rest. If none does, the join throws the first failure. */
    FIRST_SUCCESS,

    /** Done when all have ended, however; failures stay in their forks. */
    ALL_END
}
