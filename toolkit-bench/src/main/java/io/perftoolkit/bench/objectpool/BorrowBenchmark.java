package io.perftoolkit.bench.objectpool;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** To borrow and to give back, from a pool that has more objects than there are borrowers. */
@State(Scope.Benchmark)
public class BorrowBenchmark {
    /** Which pool. */
    @Param({
        "ObjectPool",
        "ObjectPoolStrict",
        "ObjectPoolManaged",
        "StormpotTuned",
        "StormpotDefault",
        "ArrayBlockingQueue",
        "CommonsPool2"
    })
    public String subject;

    /** How many objects. */
    @Param("16")
    public int size;

    private Pooled pool;

    /**
     * Fills the pool.
     *
     * @throws Exception of the pool
     */
    @Setup
    public void setUp() throws Exception {
        pool = Pooled.of(subject, size);
    }

    /**
     * Closes it.
     *
     * @throws Exception of the pool
     */
    @TearDown
    public void tearDown() throws Exception {
        pool.close();
    }

    /**
     * One object out and back.
     *
     * @throws Exception of the pool
     */
    @Benchmark
    public void use() throws Exception {
        pool.use();
    }
}
