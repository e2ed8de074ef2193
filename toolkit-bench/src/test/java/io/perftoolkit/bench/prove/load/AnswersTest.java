package io.perftoolkit.bench.prove.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AnswersTest {
    private final Answers answers = new Answers(100);

    private boolean isRight(int key, boolean write, int newest, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
        return answers.isRight(key, write, newest, bytes, bytes.length);
    }

    @Test
    void read_theItemAskedFor_isRight() {
        assertTrue(isRight(6, false, 1, "{\"id\":7,\"version\":1,\"name\":\"item 7\"}"));
        assertTrue(isRight(6, false, 1, "{ \"id\" : 7, \"version\" : 12, \"name\" : \"item 7 w3\" }"));
    }

    @Test
    void read_anotherItem_isWrong() {
        assertFalse(isRight(6, false, 1, "{\"id\":8,\"version\":1,\"name\":\"item 8\"}"));
        assertFalse(isRight(6, false, 1, "{\"id\":7,\"version\":1,\"name\":\"item 8\"}"));
        assertFalse(isRight(6, false, 1, "{\"id\":7,\"version\":1,\"name\":\"item 77\"}"));
        assertFalse(isRight(6, false, 1, "{\"id\":7,\"version\":1,\"name\":\"item 7"));
        assertFalse(isRight(6, false, 1, "{\"id\":7,\"version\":"));
        assertFalse(isRight(6, false, 1, ""));
    }

    @Test
    void read_olderThanAnAcknowledgedWrite_isWrong() {
        assertTrue(isRight(6, true, answers.newest(6), "{\"id\":7,\"version\":2,\"name\":\"item 7 w1\"}"));
        assertEquals(2, answers.newest(6));
        assertFalse(isRight(6, false, answers.newest(6), "{\"id\":7,\"version\":1,\"name\":\"item 7\"}"));
        assertTrue(isRight(6, false, answers.newest(6), "{\"id\":7,\"version\":3,\"name\":\"item 7 w2\"}"));
    }

    @Test
    void read_sentBeforeTheWriteWasAcknowledged_mayBeOlder() {
        int newestWhenSent = answers.newest(6);
        assertTrue(isRight(6, true, 1, "{\"id\":7,\"version\":2,\"name\":\"item 7 w1\"}"));
        assertTrue(isRight(6, false, newestWhenSent, "{\"id\":7,\"version\":1,\"name\":\"item 7\"}"));
    }

    @Test
    void write_versionDoesNotGrow_isWrong() {
        assertFalse(isRight(6, true, 1, "{\"id\":7,\"version\":1,\"name\":\"item 7 w1\"}"));
    }
}
