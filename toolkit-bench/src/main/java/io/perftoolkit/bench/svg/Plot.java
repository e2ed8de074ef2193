package io.perftoolkit.bench.svg;

/**
 * A plot: two axes with a grid, and lines, bars, dots, whiskers and bands over them.
 *
 * <p>Marks are drawn in the order of the calls, later ones above. The classes used by the frame are {@code grid},
 * {@code axis}, {@code tick} (text) and {@code unit} (text); all other classes are the caller's.
 */
public final class Plot {
    private static final double CHARACTER = 6.7;
    private static final double LINE = 16;

    private final Element svg;
    private final Scale x;
    private final Scale y;
    private final double left;
    private final double top;
    private final double right;
    private final double bottom;

    /**
     * An empty plot.
     *
     * @param width in pixels, text is 12 of them high
     * @param height in pixels
     * @param title what is shown, for those who do not see it
     * @param description what there is to see in it
     * @param x from left to right
     * @param y from bottom to top, but from top to bottom if made of names
     * @param xUnit below the end of the x axis, or an empty string
     * @param yUnit above the y axis, or an empty string
     */
    public Plot(int width, int height, String title, String description, Scale x, Scale y, String xUnit, String yUnit) {
        this.x = x;
        this.y = y;
        int longest =
                y.ticks().stream().mapToInt(tick -> tick.label().length()).max().orElse(0);
        this.left = Math.min(width * 0.5, longest * CHARACTER + 12);
        this.right = width - 14;
        this.top = yUnit.isEmpty() ? 10 : LINE + 8;
        this.bottom = height - LINE - (xUnit.isEmpty() ? 6 : LINE + 6);
        this.svg = Element.of("svg")
                .attr("xmlns", "http://www.w3.org/2000/svg")
                .attr("viewBox", "0 0 " + width + " " + height)
                .attr("width", width)
                .attr("height", height)
                .attr("role", "img")
                .attr("aria-label", title + ". " + description)
                .add(Element.of("title", "", title))
                .add(Element.of("desc", "", description));
        frame(xUnit, yUnit);
    }

    /**
     * Connects points; a y of {@code NaN} leaves a gap.
     *
     * @param css class of the line
     * @param xs where from left to right
     * @param ys as many
     * @return this
     */
    public Plot line(String css, double[] xs, double[] ys) {
        StringBuilder path = new StringBuilder();
        boolean pen = false;
        for (int i = 0; i < xs.length; i++) {
            if (Double.isNaN(ys[i])) {
                pen = false;
                continue;
            }
            path.append(pen ? 'L' : 'M')
                    .append(Element.number(px(xs[i])))
                    .append(' ')
                    .append(Element.number(py(ys[i])));
            pen = true;
        }
        return mark(Element.of("path", css, "").attr("d", path.toString()).attr("fill", "none"));
    }

    /**
     * An upright bar from the x axis.
     *
     * @param css class of the bar
     * @param from its left side
     * @param to its right side
     * @param height its upper end
     * @param tip shown by a pointer, or an empty string
     * @return this
     */
    public Plot bar(String css, double from, double to, double height, String tip) {
        return box(css, px(from), py(height), px(to), bottom, tip);
    }

    /**
     * The whole height of the plot between two values of x.
     *
     * @param css class of the band
     * @param from its left side
     * @param to its right side
     * @param tip shown by a pointer, or an empty string
     * @return this
     */
    public Plot band(String css, double from, double to, String tip) {
        return box(css, px(from), top, px(to), bottom, tip);
    }

    /**
     * A dot.
     *
     * @param css class of the dot
     * @param atX where
     * @param atY where
     * @param tip shown by a pointer, or an empty string
     * @return this
     */
    public Plot dot(String css, double atX, double atY, String tip) {
        return mark(tipped(
                Element.of("circle", css, "")
                        .attr("cx", px(atX))
                        .attr("cy", py(atY))
                        .attr("r", 4),
                tip));
    }

    /**
     * An error bar along x, for a dot at {@code atY}.
     *
     * @param css class of the bar
     * @param from its left end
     * @param to its right end
     * @param atY at which height
     * @return this
     */
    public Plot whiskerX(String css, double from, double to, double atY) {
        double a = px(from);
        double b = px(to);
        double h = py(atY);
        String path = stroke(a, h, b, h) + stroke(a, h - 4, a, h + 4) + stroke(b, h - 4, b, h + 4);
        return mark(Element.of("path", css, "").attr("d", path).attr("fill", "none"));
    }

    /**
     * An error bar along y, for a dot at {@code atX}.
     *
     * @param css class of the bar
     * @param atX at which x
     * @param from its lower end
     * @param to its upper end
     * @return this
     */
    public Plot whiskerY(String css, double atX, double from, double to) {
        double a = py(from);
        double b = py(to);
        double h = px(atX);
        String path = stroke(h, a, h, b) + stroke(h - 4, a, h + 4, a) + stroke(h - 4, b, h + 4, b);
        return mark(Element.of("path", css, "").attr("d", path).attr("fill", "none"));
    }

    /**
     * An upright rule over the whole height, such as the ratio 1.
     *
     * @param css class of the rule
     * @param atX where
     * @return this
     */
    public Plot ruleX(String css, double atX) {
        return mark(Element.of("path", css, "").attr("d", stroke(px(atX), top, px(atX), bottom)));
    }

    /**
     * A level rule over the whole width, such as a goal.
     *
     * @param css class of the rule
     * @param atY where
     * @return this
     */
    public Plot ruleY(String css, double atY) {
        return mark(Element.of("path", css, "").attr("d", stroke(left, py(atY), right, py(atY))));
    }

    /**
     * Text beside a point.
     *
     * @param css class of the text
     * @param atX where
     * @param atY where its middle is
     * @param dx pixels to the right of it
     * @param dy pixels below it
     * @param anchor {@code start}, {@code middle} or {@code end}
     * @param text what to say
     * @return this
     */
    public Plot text(String css, double atX, double atY, double dx, double dy, String anchor, String text) {
        return words(css, px(atX) + dx, py(atY) + dy + 4, anchor, text);
    }

    /**
     * Anything else, above what is there.
     *
     * @param element in pixels of the plot, or a {@code style}
     * @return this
     */
    public Plot mark(Element element) {
        svg.add(element);
        return this;
    }

    /**
     * Pixels from the left.
     *
     * @param value on the x axis
     * @return where it stands
     */
    public double px(double value) {
        return left + x.at(value) * (right - left);
    }

    /**
     * Pixels from above.
     *
     * @param value on the y axis
     * @return where it stands
     */
    public double py(double value) {
        return y.isNames() ? top + y.at(value) * (bottom - top) : bottom - y.at(value) * (bottom - top);
    }

    /** @return the plot as an {@code svg} element, which stands alone or inside a page */
    public Element svg() {
        return svg;
    }

    private void frame(String xUnit, String yUnit) {
        StringBuilder grid = new StringBuilder();
        for (Scale.Tick tick : y.ticks()) {
            double h = py(tick.value());
            if (!y.isNames()) {
                grid.append(stroke(left, h, right, h));
            }
            words("tick", left - 8, h + 4, "end", tick.label());
        }
        for (Scale.Tick tick : x.ticks()) {
            double h = px(tick.value());
            if (!x.isNames()) {
                grid.append(stroke(h, top, h, bottom));
            }
            words("tick", h, bottom + LINE, "middle", tick.label());
        }
        mark(Element.of("path", "grid", "").attr("d", grid.toString()));
        mark(Element.of("path", "axis", "").attr("d", stroke(left, bottom, right, bottom)));
        if (!xUnit.isEmpty()) {
            words("unit", right, bottom + 2 * LINE, "end", xUnit);
        }
        if (!yUnit.isEmpty()) {
            words("unit", 0, 12, "start", yUnit);
        }
    }

    private Plot words(String css, double atX, double atY, String anchor, String text) {
        return mark(Element.of("text", css, text)
                .attr("x", atX)
                .attr("y", atY)
                .attr("text-anchor", anchor)
                .attr("font-size", 12));
    }

    private Plot box(String css, double x1, double y1, double x2, double y2, String tip) {
        return mark(tipped(
                Element.of("rect", css, "")
                        .attr("x", x1)
                        .attr("y", y1)
                        .attr("width", Math.max(0, x2 - x1))
                        .attr("height", Math.max(0, y2 - y1)),
                tip));
    }

    private static Element tipped(Element element, String tip) {
        return tip.isEmpty() ? element : element.add(Element.of("title", "", tip));
    }

    private static String stroke(double x1, double y1, double x2, double y2) {
        return "M" + Element.number(x1) + " " + Element.number(y1) + "L" + Element.number(x2) + " "
                + Element.number(y2);
    }
}
