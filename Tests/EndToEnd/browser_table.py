"""The table of `docs/browsers.md`: what each browser was seen to do."""

from sluice import REPOSITORY

PAGE = REPOSITORY / "docs" / "browsers.md"


class BrowserTable:
    """Collects outcomes, one for each feature and browser."""

    def __init__(self):
        self._seen = {}

    def note(self, feature, browser, outcome):
        self._seen.setdefault(feature, {})[browser] = outcome

    def differences(self):
        """What the page says otherwise than was seen, and what it says that was not."""
        written = _rows(PAGE.read_text())
        found = []
        for feature, outcomes in self._seen.items():
            for browser, outcome in outcomes.items():
                told = written.get(feature, {}).get(browser)
                if told != outcome:
                    found.append(f"{feature}, {browser}: the page says {told}, seen is {outcome}")
        if self._is_whole:
            found += [f"{feature}: on the page, but never seen"
                      for feature in written if feature not in self._seen]
        return found

    @property
    def _is_whole(self):
        browsers = {browser for outcomes in self._seen.values() for browser in outcomes}
        return len(browsers) == 3 and all(
            set(outcomes) == browsers for outcomes in self._seen.values())

    def write(self):
        """Puts what was seen in the place of the page's table."""
        browsers = ["Chromium", "Firefox", "WebKit"]
        rows = [["", *browsers], ["---"] * 4]
        rows += [[feature, *(outcomes.get(browser, "not tried") for browser in browsers)]
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
