package io.perftoolkit.task;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;

class VirtualTaskScopeTest extends TaskScopeTest {
    @Override
    boolean virtual() {
        return true;
    }

    @BeforeEach
    void needVirtualThreads() {
        assumeTrue(VirtualThreads.exist(), "this JDK has no virtual threads");
    }
}
