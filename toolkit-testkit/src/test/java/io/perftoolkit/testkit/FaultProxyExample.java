package io.perftoolkit.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;

final class FaultProxyExample {
    private FaultProxyExample() {}

    static void stall(InetSocketAddress echoServer) throws IOException {
        // @start region="stall"
        try (var proxy = FaultProxy.to(echoServer);
                var client =
                        new Socket(proxy.address().getAddress(), proxy.address().getPort())) {
            proxy.stall();
            client.getOutputStream().write('?');
            client.setSoTimeout(50);
            assertThrows(
                    SocketTimeoutException.class, () -> client.getInputStream().read());

            proxy.restore();
            client.setSoTimeout(60_000);
            assertEquals('?', client.getInputStream().read());
        }
        // @end
    }
}
