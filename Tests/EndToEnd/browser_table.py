"""The table of `docs/browsers.md`: what each browser was seen to do."""

from drivers import drivers
from sluice import REPOSITORY

PAGE = REPOSITORY / "docs" / "browsers.md"


class BrowserTable:
    """Collects outcomes, one for each feature and browser."""

    def __init__(self):
        self._seen = {}

    def note(self, feature, browser, outcome):
        self._seen.setdefault(feature, {})[browser] = outcome

    def differences(self):
        """Where the page is not what was seen, in each of the browsers."""
        written = _rows(PAGE.read_text())
        return [
            f"{feature}, {browser}: the page says {told}, seen is {seen}"
            for feature in {**written, **self._seen} for browser in drivers
            if (told := written.get(feature, {}).get(browser, "nothing"))
            != (seen := self._seen.get(feature, {}).get(browser, "nothing"))]

    def write(self):
        """Puts what was seen in the place of the page's table."""
        rows = [["", *drivers], ["---"] * (1 + len(drivers))]
        rows += [[feature, *(outcomes.get(browser, "not tried") for browser in drivers)]
                 for feature, outcomes in self._seen.items()]
        table = ["| " + " | ".join(row) + " |" for row in rows]
        lines = PAGE.read_text().splitlines()
        start = next(number for number, line in enumerate(lines) if line.startswith("|"))
        end = start
        while end < len(lines) and lines[end].startswith("|"):
            end += 1
        PAGE.write_text("\n".join(lines[:start] + table + lines[end:]) + "\n")


def _rows(text):
    """The page's table, as feature -> browser -> outcome."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    if not cells:
        return {}
    browsers = cells[0][1:]
    return {row[0]: dict(zip(browsers, row[1:])) for row in cells[2:]}
