package io.perftoolkit.bytes;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import org.jspecify.annotations.Nullable;

/** A mapped part of a file, and what unmaps it. */
final class Mapping {
    /*
     * A map of the class library lives until the collector finds it, which is not when the memory is no longer wanted. JDK 22 and later
     * have arenas, which are closed by hand and make late looks throw; this code is compiled for 17, so they are reached through method
     * handles. Before 22 only an unsupported cleaner does it; where that is missing too, the collector has to
     * (MappingTest, on every JDK).
     */

    private static final int FIRST_WITH_ARENAS = 22;
    private static final @Nullable Arenas ARENAS = Arenas.find();
    private static final @Nullable MethodHandle CLEANER = ARENAS == null ? cleaner() : null;

    private final ByteBuffer memory;
    private final @Nullable Object arena;

    private Mapping(ByteBuffer memory, @Nullable Object arena) {
        this.memory = memory;
        this.arena = arena;
    }

    static Mapping of(FileChannel file, long position, long size) throws IOException {
        Arenas arenas = ARENAS;
        return arenas != null
                ? arenas.map(file, position, size)
                : new Mapping(file.map(MapMode.READ_ONLY, position, size), null);
    }

    ByteBuffer memory() {
        return memory;
    }

    /** Answers false if that is left to the collector. */
    boolean unmap() {
        try {
            if (arena != null && ARENAS != null) {
                ARENAS.close.invokeExact(arena);
                return true;
            }
            if (CLEANER != null) {
                CLEANER.invokeExact(memory);
                return true;
            }
            return false;
        } catch (Error e) {
            throw e;
        } catch (
                Throwable
                        stillInUse) { // a raw buffer is in the middle of a write; its writer should have kept the chunk
            return false;
        }
    }

    /** {@code Unsafe.invokeCleaner}, without a compiled reference to it: the module may be missing. */
    private static @Nullable MethodHandle cleaner() {
        try {
            Class<?> unsafe = Class.forName("sun.misc.Unsafe");
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(unsafe, MethodHandles.lookup());
            Object theUnsafe =
                    lookup.findStaticVarHandle(unsafe, "theUnsafe", unsafe).get();
            return lookup.findVirtual(unsafe, "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class))
                    .bindTo(theUnsafe);
        } catch (ReflectiveOperationException | RuntimeException missing) {
            return null;
        }
    }

    /** {@code java.lang.foreign}, as far as it is needed here. */
    private record Arenas(MethodHandle open, MethodHandle map, MethodHandle buffer, MethodHandle close) {
        static @Nullable Arenas find() {
            if (Runtime.version().feature() < FIRST_WITH_ARENAS) {
                return null;
            }
            try {
                Class<?> arena = Class.forName("java.lang.foreign.Arena");
                Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
                MethodHandles.Lookup lookup = MethodHandles.publicLookup();
                return new Arenas(
                        lookup.findStatic(arena, "ofShared", MethodType.methodType(arena))
                                .asType(MethodType.methodType(Object.class)),
                        lookup.findVirtual(
                                        FileChannel.class,
                                        "map",
                                        MethodType.methodType(segment, MapMode.class, long.class, long.class, arena))
                                .asType(MethodType.methodType(
                                        Object.class,
                                        FileChannel.class,
                                        MapMode.class,
                                        long.class,
                                        long.class,
                                        Object.class)),
                        lookup.findVirtual(segment, "asByteBuffer", MethodType.methodType(ByteBuffer.class))
                                .asType(MethodType.methodType(ByteBuffer.class, Object.class)),
                        lookup.findVirtual(arena, "close", MethodType.methodType(void.class))
                                .asType(MethodType.methodType(void.class, Object.class)));
            } catch (ReflectiveOperationException missing) {
                return null;
            }
        }

        Mapping map(FileChannel file, long position, long size) throws IOException {
            try {
                Object arena = (Object) open.invokeExact();
                try {
                    Object segment = (Object) map.invokeExact(file, MapMode.READ_ONLY, position, size, arena);
                    return new Mapping((ByteBuffer) buffer.invokeExact(segment), arena);
                } catch (Throwable notMapped) {
                    close.invokeExact(arena);
                    throw notMapped;
                }
            } catch (IOException | RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IOException(e);
            }
        }
    }
}
