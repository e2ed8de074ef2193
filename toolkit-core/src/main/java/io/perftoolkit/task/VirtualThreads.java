package io.perftoolkit.task;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** Virtual threads, where the JDK has them: this is compiled for 17. */
final class VirtualThreads {
    private static final @Nullable MethodHandle BUILDER = builder();

    private VirtualThreads() {}

    static boolean exist() {
        return BUILDER != null;
    }

    /**
     * A factory of virtual threads named with a dash and a number, which inherit nothing of the thread that happens to make
     * them; null where there are none.
     */
    static @Nullable ThreadFactory factory(String name) {
        MethodHandle builder = BUILDER;
        if (builder == null) {
            return null;
        }
        try {
            return (ThreadFactory) builder.invoke(name + "-", 1L);
        } catch (Throwable e) {
            throw new IllegalStateException("virtual threads cannot be made", e);
        }
    }

    /** {@code Thread.ofVirtual().name(prefix, start).inheritInheritableThreadLocals(false).factory()}. */
    private static @Nullable MethodHandle builder() {
        try {
            Class<?> ofVirtual = Class.forName("java.lang.Thread$Builder$OfVirtual");
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            MethodHandle start = lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(ofVirtual));
            MethodHandle name =
                    lookup.findVirtual(ofVirtual, "name", MethodType.methodType(ofVirtual, String.class, long.class));
            MethodHandle inherit = MethodHandles.insertArguments(
                    lookup.findVirtual(
                            ofVirtual,
                            "inheritInheritableThreadLocals",
                            MethodType.methodType(ofVirtual, boolean.class)),
                    1,
                    false);
            MethodHandle factory = lookup.findVirtual(ofVirtual, "factory", MethodType.methodType(ThreadFactory.class));
            MethodHandle named = MethodHandles.foldArguments(name, start);
            return MethodHandles.filterReturnValue(MethodHandles.filterReturnValue(named, inherit), factory);
        } catch (ClassNotFoundException | NoSuchMethodException | IllegalAccessException olderJdk) {
            return null;
        }
    }
}
