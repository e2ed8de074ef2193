package io.perftoolkit.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.spi.MDCAdapter;

/** With SLF4J's own MDC and OpenTelemetry's own context. */
class ContextPropagationTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    private final VarHandle adapter;
    private final MDCAdapter before;

    /** The logger of these tests has no MDC; SLF4J's own one takes its place meanwhile. */
    ContextPropagationTest() throws ReflectiveOperationException {
        adapter = MethodHandles.privateLookupIn(MDC.class, MethodHandles.lookup())
                .findStaticVarHandle(MDC.class, "MDC_ADAPTER", MDCAdapter.class);
        before = MDC.getMDCAdapter();
    }

    @BeforeEach
    void setUp() {
        adapter.set(new BasicMDCAdapter());
    }

    @AfterEach
    void setBack() {
        adapter.set(before);
    }

    @Test
    void mdc_ofTheSubmitter_isThereInBothLanesAndInForks() throws Exception {
        try (TaskRuntime runtime = runtime().context(ContextPropagation.mdc()).build()) {
            MDC.put("request", "r1");
            assertEquals("r1", runtime.submit(() -> MDC.get("request")).get());
            assertEquals("r1", runtime.submitBlocking(() -> MDC.get("request")).get());
            try (TaskScope scope = TaskScope.builder(runtime).open()) {
                Fork<String> fork = scope.fork(() -> MDC.get("request"));
                Fork<String> blocking = scope.forkBlocking(() -> MDC.get("request"));
                scope.join();
                assertEquals("r1", fork.get());
                assertEquals("r1", blocking.get());
            }
        }
    }

    @Test
    void mdc_afterATask_isSetBack() throws Exception {
        try (TaskRuntime runtime = runtime().context(ContextPropagation.mdc()).build()) {
            MDC.put("request", "r1");
            runtime.submit(() -> {
                        MDC.put("step", "2");
                        return null;
                    })
                    .get();
            assertEquals("r1", MDC.get("request"));
            assertNull(MDC.get("step"));
            MDC.clear();
            assertNull(runtime.submit(() -> MDC.get("request")).get());
            assertNull(runtime.submit(() -> MDC.get("step")).get());
        }
    }

    @Test
    void mdc_beforeATaskThatIsWrapped_isSetBackToWhatItWas() {
        MDC.put("request", "r1");
        Runnable[] seen = {() -> assertEquals("r1", MDC.get("request"))};
        Runnable wrapped = ContextPropagation.mdc().wrap(() -> seen[0].run());
        MDC.put("request", "r2");
        wrapped.run();
        assertEquals("r2", MDC.get("request"));
    }

    @Test
    void mdc_nothingSet_costsNoWrapper() {
        Runnable task = () -> {};
        assertSame(task, ContextPropagation.mdc().wrap(task));
    }

    /** The MDC may be inheritable, and the thread of a lane is made by whoever submits first. */
    @Test
    void lanes_threadsMadeByASubmitter_inheritNothing() throws Exception {
        InheritableThreadLocal<String> tenant = new InheritableThreadLocal<>();
        for (boolean virtual : new boolean[] {false, true}) {
            tenant.set("of the first");
            MDC.put("request", "of the first");
            try (TaskRuntime runtime = runtime().virtualThreads(virtual).build()) {
                assertNull(runtime.submit(tenant::get).get());
                assertNull(runtime.submitBlocking(tenant::get).get());
                assertNull(runtime.submitBlocking(() -> MDC.get("request")).get());
            } finally {
                tenant.remove();
            }
        }
    }

    @Test
    void openTelemetry_spanOfTheSubmitter_isCurrentInTheTask() throws Exception {
        Span span = Span.wrap(
                SpanContext.create(TRACE, "b7ad6b7169203331", TraceFlags.getSampled(), TraceState.getDefault()));
        try (TaskRuntime runtime = TaskExample.traced()) {
            try (Scope current = span.makeCurrent()) {
                MDC.put("request", "r1");
                assertEquals(
                        TRACE, runtime.submit(ContextPropagationTest::trace).get());
                assertEquals("r1", runtime.submit(() -> MDC.get("request")).get());
                assertEquals(
                        TRACE,
                        runtime.submitBlocking(ContextPropagationTest::trace).get());
                try (TaskScope scope = TaskScope.builder(runtime).open()) {
                    Fork<String> fork = scope.fork(ContextPropagationTest::trace);
                    scope.join();
                    assertEquals(TRACE, fork.get());
                }
            }
            assertFalse(runtime.submit(() -> Span.current().getSpanContext().isValid())
                    .get());
        }
    }

    private static String trace() {
        return Span.current().getSpanContext().getTraceId();
    }

    private static TaskRuntime.Builder runtime() {
        return TaskRuntime.builder().workers(1).blockingThreads(1);
    }
}
