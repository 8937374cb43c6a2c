"""The programs in `tools/`: built, started and listened to."""

import json
import select
import socket
import subprocess
import time
from pathlib import Path

_here = Path(__file__).resolve().parent.parent
folder = _here / ".build"


def build():
    subprocess.run(["make", "-s", "-C", _here / "tools", f"out={folder}"], check=True)


def path(name):
    return str(folder / name)


def listener():
    result = socket.socket()
    result.bind(("127.0.0.1", 0))
    result.listen(64)
    return result


def wait_for_port(port, seconds=30, process=None):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process is not None and process.poll() is not None:
            raise RuntimeError(f"a server ended at its start, with {process.returncode}")
        try:
            return socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.005)
    raise RuntimeError(f"nobody listens on port {port}")


class Tool:
    """A running tool, which speaks in lines."""

    def __init__(self, name, **options):
        command = [path(name)]
        for option, value in options.items():
            if value is not None:
                command += [f"--{option.replace('_', '-')}", str(value)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(20)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            stream.close()

    def line(self, seconds=300):
        if not select.select([self.process.stdout], [], [], seconds)[0]:
            raise RuntimeError(f"{self.process.args[0]} said nothing for {seconds} s")
        line = self.process.stdout.readline().decode().strip()
        if not line:
            raise RuntimeError(f"{self.process.args[0]}: {self.process.stderr.read().decode().strip()}")
        return line

    def say(self, line):
        self.process.stdin.write(line.encode() + b"\n")


class Readers(Tool):
    """Streams that are open; `opened` tells how that went."""

    def __init__(self, **options):
        super().__init__("readers", **options)
        try:
            self.opened = json.loads(self.line()) if not options.get("cycles") else None
        except BaseException:
            self.__exit__()
            raise

    def result(self):
        """Once all events have come, or will not."""
        return json.loads(self.line())

    def quit(self):
        self.say("quit")
        return self.result()


class Publisher(Tool):
    """A publisher that waits to be told to go."""

    def __init__(self, **options):
        super().__init__("publisher", **options)

    def wait_until(self, word):
        while self.line() != word:
            pass

    def go(self):
        self.say("go")

    def result(self):
        return json.loads(self.line())


def publish(**options):
    """Publishes and returns how that went."""
    with Publisher(**options) as publisher:
        publisher.wait_until("ready")
        publisher.go()
        return publisher.result()
