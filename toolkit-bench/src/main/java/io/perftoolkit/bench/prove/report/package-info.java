/**
 * How a run of {@code prove} looks: live in a terminal, then as a scoreboard, then as one self-contained HTML file.
 *
 * <p><b>Doors:</b> {@link io.perftoolkit.bench.prove.report.Progress} while it runs,
 * {@link io.perftoolkit.bench.prove.report.HtmlReport} when it has run. Both draw what the result says and judge nothing
 * themselves, except for one thing: a noisy lane gets no verdict and no ratio, whatever its figures are.
 *
 * <p><b>Threads:</b> a {@code Progress} may be called from any thread; everything else belongs to its caller.
 */
@org.jspecify.annotations.NullMarked
package io.perftoolkit.bench.prove.report;
