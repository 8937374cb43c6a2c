#!/usr/bin/env python3
"""Writes the stanzas that the transcripts send into a folder, as inputs to begin with."""

import re
import sys
from pathlib import Path

STEP = re.compile(r"^(\S+) sends:\n((?:.*\S.*\n)+)", re.MULTILINE)
TRANSCRIPTS = Path(__file__).resolve().parent.parent / "Tests/PubSubTests/Transcripts"


def stanzas(transcript):
    for sender, stanza in STEP.findall(transcript + "\n"):
        yield re.sub(r"^<(\w+)", rf"<\1 from='{sender}' to='pubsub.example.org'", stanza)


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for file in sorted(TRANSCRIPTS.glob("*.xmpp")):
        text = "".join(stanzas(file.read_text()))
        (folder / file.stem).write_text("\x07" + text)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
