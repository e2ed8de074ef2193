package io.perftoolkit.task;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Carries what belongs to the submitting thread over to the thread that runs the task: logging context, trace, tenant.
 *
 * <p>Called in the submitting thread for each task of a {@link TaskRuntime}. The deadline needs none: it is carried always.
 * Each of these is one line, SLF4J's for logs and OpenTelemetry's for traces:
 *
 * {@snippet class="io.perftoolkit.task.TaskExample" region="context"}
 *
 * @since 0.1
 */
@FunctionalInterface
public interface ContextPropagation {
    /**
     * Captures the context of the calling thread.
     *
     * @param task what will run in another thread
     * @return what to run there instead: it sets the context up, runs the task once, and sets it back; {@code task}
     *     itself if there is nothing to carry
     */
    Runnable wrap(Runnable task);

    /**
     * Carries this and then another one.
     *
     * @param inner the other one, set up inside of this
     * @return both
     */
    default ContextPropagation and(ContextPropagation inner) {
        Objects.requireNonNull(inner, "inner");
        return task -> wrap(inner.wrap(task));
    }

    /**
     * Carries SLF4J's {@link MDC}.
     *
     * @return the propagation
     */
    static ContextPropagation mdc() {
        return ContextPropagation::withMdc;
    }

    private static Runnable withMdc(Runnable task) {
        Map<String, String> submitted = MDC.getCopyOfContextMap();
        if (submitted == null || submitted.isEmpty()) {
            return task;
        }
        return () -> {
            Map<String, String> before = MDC.getCopyOfContextMap();
            MDC.setContextMap(submitted);
            try {
                task.run();
            } finally {
                restore(before);
            }
        };
    }

    private static void restore(@Nullable Map<String, String> before) {
        if (before == null) {
            MDC.clear();
        } else {
            MDC.setContextMap(before);
        }
    }
}
