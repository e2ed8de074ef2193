package io.perftoolkit.bench.prove.lab;

/** Something is missing without which nothing can be measured; the message is one line for the person who asked. */
public final class LabException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what is missing.
     *
     * @param message one line
     */
    public LabException(String message) {
        super(message);
    }

    /**
     * Says what is missing, and keeps why.
     *
     * @param message one line
     * @param cause why
     */
    public LabException(String message, Throwable cause) {
        super(message, cause);
    }
}
