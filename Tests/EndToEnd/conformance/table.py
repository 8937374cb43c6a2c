"""The table of scores in `docs/conformance.md`."""

from pathlib import Path

from conformance.check import checks

PAGE = Path(__file__).resolve().parents[3] / "docs/conformance.md"
BEGIN, END = "<!-- scores -->", "<!-- end of scores -->"


def rows():
    """The cells of its rows: name, section, and for each service `yes` or `no`."""
    table = PAGE.read_text().partition(BEGIN)[2].partition(END)[0]
    cells = [[cell.strip(" `") for cell in line.strip("|").split("|")]
             for line in table.split("\n") if line.startswith("| `")]
    return cells


def write(services):
    """Puts in what was found: `services` are (title, what is wrong by name of check)."""
    lines = ["| check | section | " + " | ".join(title for title, _ in services) + " |",
             "|" + "---|" * (2 + len(services))]
    for check in checks():
        passed = ["no" if found[check.name] else "yes" for _, found in services]
        lines.append(f"| `{check.name}` | {check.section} | " + " | ".join(passed) + " |")
    scores = [f"**{sum(not why for why in found.values())}**" for _, found in services]
    lines.append(f"| of {len(checks())} | | " + " | ".join(scores) + " |")
    page = PAGE.read_text()
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(before + BEGIN + "\n" + "\n".join(lines) + "\n" + END + after)
