"""Small line charts as SVG, both axes logarithmic."""

import math
import statistics
from html import escape

from .figures import select

_width, _height, _margin = 420, 240, 48
_colours = {"sluice": "#0b6e4f", "floor": "#999999"}

#: File, title, unit of the axis, the scenarios along it with their places, what is drawn.
CHARTS = [
    ("readers", "CPU an event by readers, one publish at a time", "readers", "growth-readers-", (10, 100, 1000, 10_000), "cpu_us"),
    ("nodes", "CPU an event by nodes, 5,000 readers", "nodes", "growth-nodes-", (1, 10, 100, 1000), "cpu_us"),
    ("size", "CPU an event by its size, 500 readers", "bytes", "growth-size-", (100, 1000, 10_000, 100_000), "cpu_us"),
]


def lines(results, prefix, places, metric):
    """By server: pairs of place and median."""
    drawn = {}
    for server in _colours:
        points = []
        for place in places:
            values = [record[metric] for record in select(results, f"{prefix}{place}", server).values()]
            if values:
                points.append((place, statistics.median(values)))
        if len(points) > 1:
            drawn[server] = points
    return drawn


def chart(title, axis, drawn):
    every = [point for points in drawn.values() for point in points]
    low_x, high_x = (math.log10(pick(x for x, _ in every)) for pick in (min, max))
    low_y = math.floor(math.log10(min(y for _, y in every)))
    high_y = math.ceil(math.log10(max(y for _, y in every)))

    def at(x, y):
        across = (math.log10(x) - low_x) / (high_x - low_x or 1)
        up = (math.log10(y) - low_y) / (high_y - low_y or 1)
        return _margin + across * (_width - 2 * _margin), _height - _margin - up * (_height - 2 * _margin)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_width} {_height}" font-family="sans-serif" font-size="11">',
        f'<rect width="{_width}" height="{_height}" fill="white"/>',
        f'<text x="{_margin}" y="20" font-weight="bold">{escape(title)}</text>',
        f'<text x="{_width / 2}" y="{_height - 8}" text-anchor="middle">{escape(axis)}</text>']
    for power in range(low_y, high_y + 1):
        _, y = at(10 ** low_x, 10 ** power)
        parts.append(f'<path d="M{_margin} {y:.0f}H{_width - _margin}" stroke="#dddddd"/>')
        parts.append(f'<text x="{_margin - 4}" y="{y + 4:.0f}" text-anchor="end">{10 ** power:g} µs</text>')
    for place in sorted({x for x, _ in every}):
        x, _ = at(place, 10 ** low_y)
        parts.append(f'<text x="{x:.0f}" y="{_height - _margin + 16}" text-anchor="middle">{place:,}</text>')
    for server, points in drawn.items():
        path = "L".join(f"{x:.0f} {y:.0f}" for x, y in (at(*point) for point in points))
        parts.append(f'<path d="M{path}" fill="none" stroke="{_colours[server]}" stroke-width="2"/>')
        x, y = at(*points[-1])
        parts.append(f'<text x="{x + 4:.0f}" y="{y + 4:.0f}" fill="{_colours[server]}">{server}</text>')
    return "\n".join(parts) + "\n</svg>\n"


def charts(results):
    """SVG by file name; those whose scenarios were not run are left out."""
    made = {}
    for name, title, axis, prefix, places, metric in CHARTS:
        drawn = lines(results, prefix, places, metric)
        if drawn:
            made[f"{name}.svg"] = chart(title, axis, drawn)
    return made
