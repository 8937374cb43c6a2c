"""The conversations of `Tests/PubSubTests/Transcripts`, as `Transcript.swift` there reads them."""

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "PubSubTests/Transcripts"


@dataclass
class Step:
    """One step: `verb` is `sends`, `receives` or `receives nothing`."""

    line: int
    entity: str
    verb: str
    stanza: str = ""


class Transcript:
    """Its `settings`, lines of words before the first step, and its `steps`."""

    def __init__(self, file):
        self.name = file.stem
        self.settings, self.steps = [], []
        lines = [(number, line) for number, line in enumerate(file.read_text().split("\n"), 1)
                 if not line.startswith("#")]
        while lines:
            number, line = lines.pop(0)
            if not line.strip():
                continue
            if match := re.fullmatch(r"(\S+) (receives nothing|sends|receives)(:?)", line):
                step = Step(number, match[1], match[2])
                while match[3] and lines and lines[0][1].strip():
                    step.stanza += lines.pop(0)[1] + "\n"
                self.steps.append(step)
            elif not self.steps:
                self.settings.append(line.split())
            else:
                raise ValueError(f"{file.name}: line {number}: {line!r} is no step")

    def service(self, host, component_port):
        """The configuration of a service with these settings."""
        lines = [f"  - host: {host}",
                 f'    component: {{ server: "127.0.0.1:{component_port}", secret: secret }}']
        creation, limits = {}, {}
        for *words, value in self.settings:
            match words:
                case ["service"]: pass
                case ["admin"]: lines.append(f"    admins: [{value}]")
                case ["create", "users"]: lines.append(f"    users: [{value}]\n    create: users")
                case ["create"]: lines.append(f"    create: {value}")
                case ["autocreate"]: creation[value] = "true"
                case ["payload", "limit"]: lines.append(f"    maximum_payload: {value}B")
                case ["nodes", "limit"]: limits["nodes_per_owner"] = value
                case ["affiliations", "limit"]: limits["affiliations_per_node"] = value
                case ["items", "limit"]: limits["items_per_request"] = value
                case ["subscriptions", "limit"]: limits["subscriptions_per_node"] = value
                case ["own", "subscriptions", "limit"]:
                    limits["subscriptions_per_entity"] = value
                case _: raise ValueError(f"{self.name}: unknown setting {words}")
        for name, values in (("autocreate", creation), ("limits", limits)):
            if values:
                inner = ", ".join(f"{key}: {value}" for key, value in values.items())
                lines.append(f"    {name}: {{ {inner} }}")
        return "\n".join(lines) + "\n"


def transcripts():
    """All of them, by name."""
    return [Transcript(file) for file in sorted(FOLDER.glob("*.xmpp"))]
