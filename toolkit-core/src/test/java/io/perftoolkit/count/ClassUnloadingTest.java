package io.perftoolkit.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A redeployed application leaves nothing behind in the threads that outlive it. */
class ClassUnloadingTest {
    @Test
    void loader_usedByAThreadThatLivesOn_isUnloaded() throws Exception {
        WeakReference<ClassLoader> loader = countInALoaderOfItsOwn();
        long start = System.nanoTime();
        while (loader.get() != null) {
            assertTrue(System.nanoTime() - start < Duration.ofSeconds(20).toNanos(), "still reachable");
            System.gc();
        }
    }

    private static WeakReference<ClassLoader> countInALoaderOfItsOwn() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (Class<?> type : List.of(StripedCounter.class, org.jspecify.annotations.Nullable.class)) {
            urls.add(type.getProtectionDomain().getCodeSource().getLocation());
        }
        try (URLClassLoader loader =
                new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Class<?> type = loader.loadClass(StripedCounter.class.getName());
            assertNotSame(StripedCounter.class, type);
            Object counter = type.getConstructor().newInstance();
            type.getMethod("increment").invoke(counter);
            assertEquals(1L, type.getMethod("sum").invoke(counter));
            return new WeakReference<>(loader);
        }
    }
}
