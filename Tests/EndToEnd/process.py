"""A child process whose output can be waited on."""

import os
import re
import signal
import subprocess
import threading
import time
from pathlib import Path

running = []
"""Every process that has been started and not yet stopped, for the report of a failed test."""


class Process:
    """A command, its output line by line (standard output and error as one), and its end.

    `descriptors` are those of ours that it inherits.
    """

    def __init__(self, command, *, cwd=None, environment=None, descriptors=()):
        self.command = [str(word) for word in command]
        self.cwd = cwd
        self.environment = {**os.environ, **(environment or {})}
        self._descriptors = descriptors
        self.lines = []
        self.lines_before_test = 0
        self._changed = threading.Condition()
        self._process = None

    def start(self):
        """Starts the command; a second start after its end goes on with the same list of lines."""
        self._process = subprocess.Popen(
            self.command, cwd=self.cwd, env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, pass_fds=self._descriptors)
        self._ended = False
        running.append(self)
        self._reader = threading.Thread(
            target=self._read, args=(self._process.stdout,), daemon=True)
        self._reader.start()
        return self

    def _read(self, output):
        for line in output:
            with self._changed:
                self.lines.append(line.decode("utf-8", "replace").rstrip("\n"))
                self._changed.notify_all()
        output.close()
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    @property
    def pid(self):
        return self._process.pid

    @property
    def runs(self):
        """Whether the end has not come yet."""
        return self._process.poll() is None

    def wait_for_line(self, pattern, *, after=0, timeout=20):
        """The match of the first line (from index `after`) that `pattern` is found in."""
        deadline = time.monotonic() + timeout
        with self._changed:
            position = after
            while True:
                for line in self.lines[position:]:
                    if match := re.search(pattern, line):
                        return match
                position = len(self.lines)
                remaining = deadline - time.monotonic()
                if self._ended or remaining <= 0:
                    why = "the process ended" if self._ended else f"{timeout} s passed"
                    shown = "\n".join(self.lines[-40:])
                    raise AssertionError(f"no line with {pattern!r}: {why}. Output:\n{shown}")
                self._changed.wait(remaining)

    def matching(self, pattern, *, after=0):
        """The lines so far (from index `after`) that `pattern` is found in."""
        with self._changed:
            return [line for line in self.lines[after:] if re.search(pattern, line)]

    def wait(self, timeout=20):
        """Waits for the end and gives the exit status; negative for a signal."""
        status = self._process.wait(timeout)
        self._reader.join(timeout)
        if self in running:
            running.remove(self)
        return status

    def terminate(self, timeout=20):
        """SIGTERM, then the exit status."""
        self._process.send_signal(signal.SIGTERM)
        return self.wait(timeout)

    def kill(self):
        """SIGKILL, and the end of it."""
        self._process.kill()
        return self.wait()

    def stop(self):
        """Ends the process if it still runs, by force if it does not obey."""
        if self._process is None or self not in running:
            return
        try:
            self.terminate(10)
        except subprocess.TimeoutExpired:
            self.kill()

    def resident_bytes(self):
        """The resident set, from /proc."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) * 1024

    def descriptors(self):
        """The number of open descriptors, from /proc."""
        return len(os.listdir(f"/proc/{self.pid}/fd"))
