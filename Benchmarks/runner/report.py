"""Results as tables, and their place in the page."""

import re
import statistics

from .charts import charts  # noqa: F401, a part of the report
from .figures import FIGURES, select
from .scenarios import SCENARIOS

_columns = [
    ("cpu_us", "CPU an event, µs"), ("events_per_s", "events/s"), ("publishes_per_s", "publishes/s"),
    ("cpu_us_per_publish", "CPU a publish, µs"), ("cpu_us_per_item", "CPU an item, µs"), ("p50_ms", "p50, ms"), ("p99_ms", "p99, ms"),
    ("last_reader_p99_ms", "p99 of the last reader, ms"), ("resident_per_reader", "resident a stream, B"),
    ("resident_at_first", "the same at first, B"),
    ("kernel_per_reader", "kernel a stream, B"), ("accept_cpu_us", "CPU to accept, µs"),
    ("accepts_per_s", "accepts/s"), ("idle_cores", "idle, cores"), ("resident_growth", "memory after, by before"),
    ("resident_peak", "peak, MB"), ("resumed_per_s", "resumed/s"), ("restart_s", "restart, s"),
    ("resident_restarted", "after it, MB"), ("other_load", "other load, cores"),
]
_megabytes = {"resident_peak", "resident_restarted"}


def number(value):
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}" if value >= 0.01 or value == 0 else f"{value:.4f}"


def spread(values):
    """The median, and how far the rounds lie apart."""
    middle = number(statistics.median(values))
    return middle if len(values) == 1 else f"{middle} ({number(min(values))} - {number(max(values))})"


def figure_table(results):
    lines = ["| what | figure | goal | |", "|---|---|---|---|"]
    for figure in FIGURES:
        values = figure.values(results)
        if not values:
            continue
        unit = f" {figure.unit}" if figure.unit else ""
        goal = mark = ""
        if figure.goal is not None:
            goal = f"{'≥' if figure.is_least else '≤'} {number(figure.goal)}{unit}"
            mark = "reached" if figure.is_reached(values) else "missed"
        lines.append(f"| {figure.what} | {spread(values)}{unit} | {goal} | {mark} |")
    return lines if len(lines) > 2 else []


def scenario_table(scenario, results):
    rows = {name: list(select(results, scenario.name, name).values()) for name in scenario.servers}
    rows = {name: records for name, records in rows.items() if records}
    if not rows:
        return []
    columns = [
        (key, title) for key, title in _columns if any(key in record for records in rows.values() for record in records)]
    lines = [
        "", f"### {scenario.name}: {scenario.title}", "",
        "| server | " + " | ".join(title for _, title in columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for name, records in rows.items():
        cells = []
        for key, _ in columns:
            values = [record[key] / (1e6 if key in _megabytes else 1) for record in records if key in record]
            cells.append(spread(values) if values else "")
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return lines


def faults(results):
    sound = {(record["scenario"], record["server"], record["round"]) for record in results if record["ok"]}
    lines = [
        f"- {record['scenario']}, {record['server']}: {record['fault'] or 'events are missing'}" for record in results
        if not record["ok"] and (record["scenario"], record["server"], record["round"]) not in sound]
    return ["", "Runs that failed, and count for nothing above:", "", *dict.fromkeys(lines)] if lines else []


def tables(results):
    lines = figure_table(results)
    for scenario in SCENARIOS:
        if not scenario.is_growth:
            lines += scenario_table(scenario, results)
    return "\n".join(lines + faults(results)) + "\n"


def write_page(page, text, pictures):
    """Puts the tables between the page's markers, and the charts beside it."""
    begin, end = "<!-- figures: begin -->", "<!-- figures: end -->"
    old = page.read_text()
    if begin not in old or end not in old:
        raise SystemExit(f"{page} has no place for the tables: {begin} and {end}")
    pattern = re.compile(re.escape(begin) + ".*" + re.escape(end), re.DOTALL)
    page.write_text(pattern.sub(lambda _: f"{begin}\n{text}{end}", old))
    folder = page.parent / "performance"
    folder.mkdir(exist_ok=True)
    for name, picture in pictures.items():
        (folder / name).write_text(picture)
    print(f"written: {page} and {len(pictures)} charts")
