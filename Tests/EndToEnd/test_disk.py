"""A disk that takes nothing: whoever is told so may try again, and nothing acknowledged is lost."""

import os
import subprocess

import pytest

from ports import free_port


class Disk:
    """A disk of 4 MiB, to fill and to write-protect."""

    def __init__(self, folder):
        self.folder = folder
        self._ballast = folder / "ballast"
        self._run("mount", "-t", "tmpfs", "-o", f"size=4m,uid={os.getuid()}", "tmpfs", folder)

    def _run(self, *command):
        sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
        subprocess.run([*sudo, *command], check=True, capture_output=True)

    def reserve(self):
        """Takes a part of the space, for `make_room` to give back."""
        self._ballast.write_bytes(bytes(1 << 20))

    def make_room(self):
        self._ballast.unlink()

    def protect(self):
        """Nothing can be written from now on."""
        self._run("mount", "-o", "remount,ro", self.folder)

    def close(self):
        self._run("umount", "--lazy", self.folder)


@pytest.fixture
def disk(tmp_path):
    try:
        disk = Disk(tmp_path)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this user may not mount a disk")
    yield disk
    disk.close()


def post(sluice, id, body):
    return sluice.request("POST", f"/publish/node?id={id}", body, {
        "Authorization": f"Bearer {sluice.token}", "Content-Type": "text/plain"})


def test_a_full_disk_refuses_publishers_alone_and_works_again_when_it_has_room(
        sluice, reader, disk):
    disk.reserve()
    sluice = sluice(data=disk.folder / "data", port=free_port()).start()
    sluice.publish("node", "first", id="first")
    stream = reader(sluice.read("node", follow=True)).opened()
    acknowledged = []
    body = "x" * 20_000
    while (response := post(sluice, len(acknowledged), f"{len(acknowledged)} {body}")).status == 201:
        acknowledged.append(f"{len(acknowledged)} {body}")
    assert len(acknowledged) > 10

    problem = response.problem(503)
    assert "full" in problem["detail"] and response.headers["retry-after"]
    journal = sluice.request("GET", "/status").json["*"]["journal"]
    assert journal["type"] == "error" and "the disk is full" in journal["message"]
    for _ in range(3):
        post(sluice, "refused", body).problem(503)
    late = reader(sluice.read("node", query="?items=1"))
    assert late.wait_for_items(1)[0].data == acknowledged[-1]

    disk.make_room()
    sluice.publish("node", "there is room", id="room")
    sluice.wait_for_line("the journal works again")
    assert len(sluice.matching(r"\berror\b.*disk.*is full: make room")) == 1
    assert len(sluice.matching("the journal works again")) == 1
    assert sluice.request("GET", "/status").json["*"]["journal"]["type"] == "core"
    sluice.kill()
    sluice.start()
    sluice.publish("node", "the end", id="end")
    stream.wait_until(lambda: stream.items and stream.items[-1].data == "the end", timeout=30)
    published = [*acknowledged, "there is room", "the end"]
    assert [event.data for event in stream.items if event.data != "first"] == published
    again = reader(sluice.read("node", last_event_id=stream.items[0].id))
    assert again.wait_for_items(len(stream.items) - 1) == stream.items[1:]


def test_a_disk_that_is_write_protected_exits_with_78_and_is_named(sluice, disk):
    sluice = sluice(data=disk.folder / "data").start()
    sluice.publish("node", "first")
    sluice.terminate()
    disk.protect()
    assert sluice.launch().wait() == 78
    assert sluice.matching(rf"--data: '{disk.folder}/data' .*is read-only")
