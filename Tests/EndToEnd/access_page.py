"""What docs/access.md shows: the tests do as it says, to the letter."""

import re

from sluice import REPOSITORY


def documented_function():
    """The function of docs/access.md that follows a node with tickets."""
    page = (REPOSITORY / "docs" / "access.md").read_text()
    function, = (block for block in re.findall(r"^```js\n(.*?)^```", page, re.S | re.M)
                 if "/ticket/" in block)
    return function
