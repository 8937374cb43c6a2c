"""Comparing what was sent with what is written, as `TranscriptMatching.swift` does."""

import re
from xml.etree import ElementTree
from xml.sax.saxutils import escape

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def element(text):
    """A stanza as an element of a client's stream."""
    return ElementTree.fromstring(f"<stream xmlns='jabber:client'>{text}</stream>")[0]


def placeholder(text):
    """The name in braces, if the text is nothing else."""
    match = re.fullmatch(r"\{([^ ]*)\}", text or "")
    return None if match is None else match[1]


def content(element):
    return "".join([element.text or ""] + [child.tail or "" for child in element])


class Bindings(dict):
    """The values that names in braces stand for by now."""

    def fill(self, text):
        """Puts the known values into attributes that are only a name in braces."""
        def value(match):
            known = self.get(match[2])
            return match[0] if known is None else (
                match[1] + escape(known, {"'": "&apos;"}) + match[1])
        return re.sub(r"(['\"])\{([^ }]+)\}\1", value, text)

    def difference(self, expected, actual):
        """The first difference, in words; `None` if there is none, and names are bound then."""
        if expected.tag != actual.tag:
            return f"<{expected.tag}/> is not <{actual.tag}/>"
        text = content(expected)
        is_part = "{}" in text
        names = set(expected.attrib) | (set() if is_part else set(actual.attrib))
        for name in sorted(names):
            wanted, found = expected.get(name), actual.get(name)
            if not self._matches(wanted, found):
                return f"<{expected.tag}/>: {name} is {found}, not {wanted}"
        if is_part:
            return self._difference_of_part(expected, actual)
        if len(expected) == len(actual) == 0:
            if not self._matches(text, content(actual)):
                return f"<{expected.tag}/>: {content(actual)!r} is not {text!r}"
            return None
        if len(expected) != len(actual):
            return f"<{expected.tag}/> has {len(actual)} children, not {len(expected)}"
        for one, other in zip(expected, actual):
            if difference := self.difference(one, other):
                return difference
        return None

    def _difference_of_part(self, expected, actual):
        """Others may stand before, between and after the children that are written."""
        rest = list(actual)
        for wanted in expected:
            reasons = []
            while rest:
                attempt = Bindings(self)
                difference = attempt.difference(wanted, rest.pop(0))
                if difference is None:
                    self.update(attempt)
                    break
                reasons.append(difference)
            else:
                return f"<{expected.tag}/> lacks <{wanted.tag}/>: " + ", ".join(reasons[-3:])
        return None

    def _matches(self, expected, actual):
        name = placeholder(expected)
        if name is None:
            return expected == actual
        if actual is None:
            return False
        return not name or self.setdefault(name, actual) == actual
