package io.perftoolkit.bench.prove.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class HeapInfoTest {
    @Test
    void parse_bothLayouts_findUsed() {
        String seventeen =
                "12:\n garbage-first heap   total 262144K, used 87354K [0x00000000f0000000, 0x0000000100000000)\n"
                        + "  region size 1024K, 12 young (12288K), 1 survivors (1024K)\n";
        String newer = "12:\n garbage-first heap   total reserved 262144K, committed 262144K, used 53M [0x1, 0x2)\n";
        assertEquals(87354L << 10, HeapInfo.parse(seventeen));
        assertEquals(53L << 20, HeapInfo.parse(newer));
    }

    @Test
    void parse_somethingElse_isMinusOne() {
        assertEquals(-1, HeapInfo.parse("no such process"));
    }
}
