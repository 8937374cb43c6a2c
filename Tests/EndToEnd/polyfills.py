"""Readers that are no native EventSource: real polyfills, and readers of our own that behave like them."""

import os
import site
from dataclasses import dataclass
from pathlib import Path

import pytest

_OURS = Path(__file__).parent / "readers"
_PYPI = Path(site.getsitepackages()[0])


@dataclass(frozen=True)
class Reader:
    """JavaScript files, and an expression with a function that makes a reader of a URL.

    `burst` is how many events it takes at once: one that reads each piece of a response by itself
    loses an event that the browser hands it in two, as it does where a piece fills a buffer of 4 KiB.
    """

    name: str
    files: tuple
    make: str = "makeReader"
    burst: int = 200

    def __str__(self):
        return self.name


_GIVEN = Path(os.environ.get("SLUICE_POLYFILLS", "/nonexistent"))
"""The folder with polyfills that neither Debian nor PyPI has."""


_PREWIKKA = Path(__file__).parent / ".venv/prewikka/usr/lib/python3/dist-packages/prewikka/htdocs/js"
"""Debian's package of a program that ships a polyfill; `setup.sh` unpacks it."""

_JQUERY = Path("/usr/share/javascript/jquery/jquery.min.js")

_FETCH_EVENT_SOURCE = """(url, options) => {
  const target = new EventTarget()
  FetchEventSource.fetchEventSource(url, {
    openWhenHidden: true, headers: options && options.headers,
    credentials: options && options.withCredentials ? "include" : "same-origin",
    onmessage: ({ event, data, id }) => target.dispatchEvent(
      new MessageEvent(event || "message", { data, lastEventId: id })),
    onclose() { throw new Error("the stream ended") } })
  return target
}"""

_JQUERY_EVENTSOURCE = """url => {
  const target = new EventTarget()
  jQuery.eventsource({ label: url, url, dataType: "text", message: (first, { data }) => {
    for (const text of data)
      if (text !== undefined) target.dispatchEvent(new MessageEvent("message", { data: text }))
  } })
  return target
}"""

# As docs/streams.md has it.
_JQUERY_CURSOR = """url => {
  const target = new EventTarget()
  jQuery.eventsource({ label: url, url, dataType: "json", message: (first, { data }) =>
    data.forEach(one => {
      if (one.state === "polled")
        jQuery.eventsource("streams", url).options.data = { lastEventId: one.cursor }
      else target.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(one) }))
    }) })
  return target
}"""

STREAMING = [
    Reader("our slicing XHR", (_OURS / "slicing-xhr.js",), burst=20),
    Reader("our fetch reader", (_OURS / "fetch-reader.js",)),
    Reader("Yaffle's of PyPI",
           (_PYPI / "django_eventstream/static/django_eventstream/eventsource.min.js",),
           "(url, options) => new EventSource(url, options)"),
    Reader("Yaffle's event-source-polyfill", (_GIVEN / "eventsource.js",),
           "(url, options) => new EventSourcePolyfill(url, options)"),
    Reader("remy's EventSource.js", (_PREWIKKA / "EventSource.js",), "url => new EventSource(url)",
           burst=20),
    Reader("@microsoft/fetch-event-source", (_GIVEN / "fetch-event-source.js",),
           _FETCH_EVENT_SOURCE),
]
"""They read a response as it comes."""

POLLING = [
    Reader("our whole-response XHR", (_OURS / "whole-response-xhr.js",)),
    Reader("jquery.eventsource", (_JQUERY, _GIVEN / "jquery.eventsource.js"), _JQUERY_EVENTSOURCE),
]
"""They act when a response has ended."""

JQUERY_WITH_CURSOR = Reader(
    "jquery.eventsource with a cursor", (_JQUERY, _GIVEN / "jquery.eventsource.js"), _JQUERY_CURSOR)


def present(readers):
    """Parameters for a test: readers whose files would have to be given, and are not, are skipped."""
    return [pytest.param(reader, id=reader.name, marks=[] if _complete(reader) else [
        pytest.mark.skip(reason="its files are not in $SLUICE_POLYFILLS")]) for reader in readers]


def _complete(reader):
    return all(file.exists() for file in reader.files if file.parent == _GIVEN)
