#!/usr/bin/env python3
"""Draws the curves of a training run.

    tools/training_curves.py RUN/log.jsonl curves.svg [METRIC]

Left the training loss of each step (faint), its running mean, and the loss of the held-out samples (dots); right a figure of
the held-out pictures: METRIC, or else mean-corrected PSNR where the task has a target, or else the validation loss. Only the
standard library is needed."""
import json
import math
import sys
from html import escape

WIDTH, HEIGHT, GAP, MARGIN = 380, 230, 20, 46
TITLES = {"corrected_psnr": "mean-corrected PSNR, dB", "colour_distance": "colour distance, ΔE"}
LOSS, MEAN, HELD_OUT = "#9db4cf", "#1f5fa8", "#c2410c"


def read_log(path):
    """(steps, validations) of a log: (step, loss) pairs, and (step, loss, metrics)."""
    steps, validations = [], []
    with open(path, encoding="utf-8") as log:
        for line in log:
            entry = json.loads(line)
            if entry["event"] == "step":
                steps.append((entry["step"], entry["loss"]))
            elif entry["event"] == "validation":
                validations.append((entry["step"], entry["loss"], entry.get("metrics", {})))
    return [point for point in steps if is_number(point[1])], validations


def is_number(value):
    return isinstance(value, (int, float)) and math.isfinite(value)


def running_mean(points, window):
    """The mean of the last `window` values at each point."""
    return [(x, sum(y for _, y in points[max(0, i - window + 1):i + 1]) / min(i + 1, window))
            for i, (x, _) in enumerate(points)]


class Panel:
    """A frame whose axes hold the points; of the highest ones a few per cent lie on its upper edge."""

    def __init__(self, left, title, points):
        self.left, self.title = left, title
        xs, ys = [x for x, _ in points], [y for _, y in points]
        self.x0, self.x1 = min(xs), max(max(xs), min(xs) + 1)
        low, high = min(ys), sorted(ys)[-1 - len(ys) // 30]
        pad = 0.05 * (high - low) or 0.5
        self.y0, self.y1 = max(low - pad, min(low, 0)), high + pad

    def place(self, point):
        x = self.left + MARGIN + (point[0] - self.x0) / (self.x1 - self.x0) * (WIDTH - MARGIN - GAP)
        y = HEIGHT - MARGIN / 2 - 10 - (min(point[1], self.y1) - self.y0) / (self.y1 - self.y0) * (HEIGHT - MARGIN - 20)
        return f"{x:.1f},{y:.1f}"

    def frame(self):
        corner, end = self.place((self.x0, self.y1)), self.place((self.x1, self.y0))
        (left, top), (right, bottom) = [[float(v) for v in place.split(",")] for place in (corner, end)]
        text = [f'<text x="{left:.0f}" y="18" font-weight="bold">{escape(self.title)}</text>',
                f'<path d="M{left},{top}V{bottom}H{right}" fill="none" stroke="#888"/>']
        for value, y in ((self.y1, top + 4), (self.y0, bottom)):
            text.append(f'<text x="{left - 5:.0f}" y="{y:.0f}" text-anchor="end">{value:.3g}</text>')
        for value, x, anchor in ((self.x0, left, "start"), (self.x1, right, "end")):
            text.append(f'<text x="{x:.0f}" y="{bottom + 16:.0f}" text-anchor="{anchor}">step {value}</text>')
        return text

    def line(self, points, colour, width):
        places = " ".join(self.place(point) for point in points)
        return f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="{width}"/>'

    def dots(self, points, colour):
        places = [self.place(point).split(",") for point in points]
        return [f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in places]


def figure_of(validations, metric):
    """Name and points of what is shown on the right; none without held-out samples."""
    points = [(step, metrics[metric]) for step, _, metrics in validations if is_number(metrics.get(metric))]
    if points:
        return "held out: " + TITLES.get(metric, metric), points
    return "held out: loss", [(step, loss) for step, loss, _ in validations if is_number(loss)]


def svg_of(steps, validations, metric="corrected_psnr"):
    held_out = [(step, loss) for step, loss, _ in validations if is_number(loss)]
    panel = Panel(0, "loss", steps + held_out)
    parts = panel.frame() + [panel.line(steps, LOSS, 0.7),
                             panel.line(running_mean(steps, max(1, len(steps) // 12)), MEAN, 1.8)]
    parts += panel.dots(held_out, HELD_OUT)
    title, points = figure_of(validations, metric)
    if points:
        panel = Panel(WIDTH, title, points)
        parts += panel.frame() + [panel.line(points, HELD_OUT, 1.8)] + panel.dots(points, HELD_OUT)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * WIDTH} {HEIGHT}" '
            'font-family="sans-serif" font-size="11">\n<rect width="100%" height="100%" fill="white"/>\n'
            + "\n".join(parts) + "\n</svg>\n")


def main(arguments):
    if len(arguments) not in (2, 3):
        print(__doc__.strip(), file=sys.stderr)
        return 2
    steps, validations = read_log(arguments[0])
    if not steps:
        print(f"{arguments[0]}: holds no step", file=sys.stderr)
        return 1
    with open(arguments[1], "w", encoding="utf-8") as picture:
        picture.write(svg_of(steps, validations, *arguments[2:]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
