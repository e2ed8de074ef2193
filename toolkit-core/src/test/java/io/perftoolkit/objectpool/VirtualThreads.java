package io.perftoolkit.objectpool;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Starts virtual threads on JDKs that have them. */
final class VirtualThreads {
    private static final MethodHandle START = find();
    static final boolean EXIST = START != null;

    private VirtualThreads() {}

    static void start(Runnable task) {
        try {
            Thread started = (Thread) START.invokeExact(task);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static MethodHandle find() {
        try {
            return MethodHandles.publicLookup()
                    .findStatic(
                            Thread.class, "startVirtualThread", MethodType.methodType(Thread.class, Runnable.class));
        } catch (NoSuchMethodException olderJdk) {
            return null;
        } catch (IllegalAccessException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
