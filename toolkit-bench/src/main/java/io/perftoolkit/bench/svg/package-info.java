/**
 * Draws plots as SVG text, so that a report needs neither a network nor a script.
 *
 * <p><b>Doors:</b> {@link io.perftoolkit.bench.svg.Plot} for a whole plot, {@link io.perftoolkit.bench.svg.Scale} for its
 * axes, {@link io.perftoolkit.bench.svg.Element} for anything else made of tags. Every mark carries a class and no colour:
 * the page, or a {@code style} element added to the plot, decides how it looks in light and in dark.
 *
 * <p><b>Threads:</b> a scale is immutable; elements and plots belong to one thread while they are built.
 */
@org.jspecify.annotations.NullMarked
package io.perftoolkit.bench.svg;
