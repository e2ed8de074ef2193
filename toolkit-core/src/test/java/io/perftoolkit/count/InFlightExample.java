package io.perftoolkit.count;

final class InFlightExample {
    private final InFlight inFlight = new InFlight();

    InFlight.Stats serve(Runnable request) {
        // @start region="request"
        inFlight.enter();
        try {
            request.run();
        } finally {
            inFlight.exit();
        }
        InFlight.Stats now = inFlight.stats(); // started, ended, inFlight, peak
        // @end
        return now;
    }
}
