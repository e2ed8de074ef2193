package io.perftoolkit.example;

class ToolkitServiceTest extends ServiceContract {
    @Override
    String wiring() {
        return "toolkit";
    }
}
