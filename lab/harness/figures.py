"""Medians, ratios within one round, and how they are written. A ratio never crosses rounds: both of its sides were
measured within the same minute, so that what else the machine was doing weighs on both."""

from dataclasses import dataclass
from statistics import median


@dataclass
class Ratio:
    """The median of the rounds' ratios, with the lowest and the highest."""

    middle: float
    low: float
    high: float

    def __str__(self):
        if short(self.low) == short(self.high):
            return f"{short(self.middle)}x"
        return f"{short(self.middle)}x ({short(self.low)} to {short(self.high)})"


def short(number):
    """Three significant digits, or as many as a whole number has."""
    if number == 0 or abs(number) >= 1000:
        return f"{number:,.0f}".replace(",", " ")
    digits = 0 if abs(number) >= 100 else 1 if abs(number) >= 10 else 2
    return f"{number:.{digits}f}"


class Rounds:
    """The figures of each rung, one dict per round."""

    def __init__(self):
        self.by_rung = {}

    def add(self, rung, figures):
        self.by_rung.setdefault(rung, []).append(figures)

    def median(self, rung, figure):
        return median(figures[figure] for figures in self.by_rung[rung])

    def ratio(self, rung, base, figure):
        """How many times `base`'s figure that of `rung` is."""
        return self.ratio_of(rung, base, lambda figures: figures[figure])

    def ratio_of(self, rung, base, value):
        pairs = zip(self.by_rung[rung], self.by_rung[base], strict=True)
        ratios = [value(above) / value(below) for above, below in pairs if value(below)]
        return Ratio(median(ratios), min(ratios), max(ratios))

    def starved(self):
        """Says how much of its core the busiest server got: far below all of it, rates are those of a starved server."""
        most = max(self.median(rung, "cpu_share") for rung in self.by_rung)
        return f"Whatever else ran on the machine left the busiest of these servers {most * 100:.0f} % of its core."

    def spread(self, rung, figure):
        values = [figures[figure] for figures in self.by_rung[rung]]
        return Ratio(median(values), min(values), max(values))

    def table(self, columns):
        """One line a rung: (heading, figure, base); with a base the column is a ratio to that rung."""
        lines = []
        for rung in self.by_rung:
            cells = [
                f"{heading} {self.ratio(rung, base, figure) if base else short(self.median(rung, figure))}"
                for heading, figure, base in columns
                if all(figure in figures for figures in self.by_rung[rung])
            ]
            lines.append(f"{rung}: {'; '.join(cells)}")
        return lines
