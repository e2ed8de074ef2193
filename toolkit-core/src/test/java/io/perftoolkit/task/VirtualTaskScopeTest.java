package io.perftoolkit.task;

import static org.junit.jupiter.api.Assumptions.abort;

import org.junit.jupiter.api.BeforeEach;

class VirtualTaskScopeTest extends TaskScopeTest {
    @Override
    boolean virtual() {
        return true;
    }

    @BeforeEach
    void needVirtualThreads() {
        if (!VirtualThreads.exist()) {
            System.out.println("scopes on virtual threads: not tried, this JDK has none");
            abort("this JDK has no virtual threads");
        }
    }
}
