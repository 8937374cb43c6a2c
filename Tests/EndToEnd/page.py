"""A page in a browser that keeps a log of what its event streams bring."""

import json

# Firefox runs WebDriver's scripts where only `var` and functions of a page are seen.
SCRIPT = """
var log = [], waiting = []
function note(entry) { log.push(entry); waiting.forEach(look => look()) }
function when(condition, done) {
  const look = () => condition() && done(log)
  waiting.push(look)
  look()
}
var names = ["open", "error", "message", "stream", "retract", "purge", "delete", "configuration"]
function follow(url, options, make = (url, options) => new EventSource(url, options)) {
  const source = make(url, options)
  for (const name of names) source.addEventListener(name, event => note({
    name, data: event.data, id: event.lastEventId, url, state: source.readyState }))
  return source
}
"""


class Page:
    """A page that follows streams with `follow(url, options)` and notes each of their events."""

    def __init__(self, browser, **options):
        """`options` are those of the browser's `open()`."""
        self._browser = browser
        browser.open(SCRIPT, **options)

    def run(self, script, *arguments):
        """Runs JavaScript; what it needs is in `arguments`."""
        return self._browser.evaluate(
            f"const done = arguments[{len(arguments)}];\n{script}\n;done(null)", *arguments)

    def follow(self, url, options=None):
        """Opens a stream with the browser's own EventSource."""
        self.run("follow(arguments[0], arguments[1] || undefined)", url, options)

    def until(self, condition):
        """The log, as soon as a JavaScript expression over it holds."""
        return self._browser.evaluate(f"when(() => {condition}, arguments[0])")

    def items(self, count):
        """The first messages, as soon as there are `count` of them."""
        log = self.until(f"log.filter(entry => entry.name === 'message').length >= {count}")
        return [entry for entry in log if entry["name"] == "message"]

    def named(self, name, count=1):
        """The `count`-th event of a name."""
        log = self.until(f"log.filter(e => e.name === {json.dumps(name)}).length >= {count}")
        return [entry for entry in log if entry["name"] == name][count - 1]

    def states(self):
        """What the streams have said of themselves so far."""
        return [json.loads(entry["data"])["state"] for entry in self.until("true")
                if entry["name"] == "stream"]
