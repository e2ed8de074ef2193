package io.perftoolkit.example;

class PlainServiceTest extends ServiceContract {
    @Override
    String wiring() {
        return "plain";
    }
}
