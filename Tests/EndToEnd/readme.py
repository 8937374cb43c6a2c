"""What the project's README shows: the tests do as it says, to the letter."""

import re

from sluice import REPOSITORY


def block(language, containing):
    """The first code block of that language that has a text in it."""
    readme = (REPOSITORY / "README.md").read_text()
    blocks = re.findall(rf"^```{language}\n(.*?)^```", readme, re.S | re.M)
    found = [block for block in blocks if containing in block]
    assert found, f"README.md shows no {language} with {containing!r}"
    return found[0]
