"""Where connections come from: several addresses, Unix-domain sockets, the service manager."""

import os
import socket
import stat
import subprocess
import threading

from eventsource import EventSource
from ports import free_port
from sluice import binary
from waiting import eventually


def answer(connection, path="/status"):
    connection.sendall(
        f"GET {path} HTTP/1.1\r\nHost: pubsub.localhost\r\nConnection: close\r\n\r\n".encode())
    received = b""
    while piece := connection.recv(65536):
        received += piece
    return received


def configured(sluice, listen, *, data="data"):
    return sluice(configuration=f"http:\n  listen: {listen}\n", bare=False)


def connect_unix(path):
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(20)
    connection.connect(str(path))
    return connection


def test_several_addresses_are_listened_on(sluice, tmp_path):
    path = tmp_path / "sluice.socket"
    ports = [free_port(), free_port()]
    started = configured(
        sluice, f'["127.0.0.1:{ports[0]}", "127.0.0.1:{ports[1]}", "unix:{path}"]').start()
    started.wait_for_line(rf"listening on unix:{path}")
    for port in ports:
        with socket.create_connection(("127.0.0.1", port), 20) as connection:
            assert answer(connection).startswith(b"HTTP/1.1 200 ")
    with connect_unix(path) as connection:
        assert answer(connection).startswith(b"HTTP/1.1 200 ")


def test_a_unix_socket_carries_streams_and_goes_with_its_server(sluice, tmp_path):
    path = tmp_path / "sluice.socket"
    started = configured(sluice, f'["127.0.0.1:0", "unix:{path}"]').start()
    started.wait_for_line(rf"listening on unix:{path}")
    assert stat.S_IMODE(path.stat().st_mode) == 0o660
    started.publish("node", "first")
    with connect_unix(path) as connection:
        connection.sendall(b"GET /eventsource/node HTTP/1.1\r\nHost: pubsub.localhost\r\n\r\n")
        received = b""
        while b"data: first" not in received:
            received += connection.recv(65536)
        started.publish("node", "second")
        while b"data: second" not in received:
            received += connection.recv(65536)
    assert started.terminate() == 0
    assert not path.exists()


def test_a_socket_that_a_killed_server_left_is_taken_over(sluice, tmp_path):
    path = tmp_path / "sluice.socket"
    started = configured(sluice, f'["127.0.0.1:0", "unix:{path}"]').start()
    started.wait_for_line(rf"listening on unix:{path}")
    started.kill()
    assert path.exists()
    started.start()
    with connect_unix(path) as connection:
        assert answer(connection).startswith(b"HTTP/1.1 200 ")


def test_a_socket_that_somebody_listens_on_is_left_alone(sluice, tmp_path):
    path = tmp_path / "sluice.socket"
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(path))
        other.listen()
        started = configured(sluice, f'["127.0.0.1:0", "unix:{path}"]').launch()
        assert started.wait() == 69
        assert started.matching(rf"Another program listens on unix:{path}")
    assert path.exists()


class Manager:
    """Holds a listening socket, as the service manager does, and starts servers with it."""

    def __init__(self, folder):
        self.folder = folder
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = self.socket.getsockname()[1]
        self.server = None

    def start(self):
        """Starts a server with the socket as its descriptor 3."""
        self.server = subprocess.Popen(
            ["sh", "-c", 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"', "sh", str(binary()), "serve",
             "--data", str(self.folder / "data"), "--listen", "127.0.0.1:1"],
            cwd=self.folder, preexec_fn=lambda: os.dup2(self.socket.fileno(), 3), close_fds=False,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def restart(self):
        self.stop()
        self.start()

    def stop(self):
        self.server.terminate()
        assert self.server.wait(20) == 0


def test_a_restart_under_the_service_manager_refuses_nobody(tmp_path):
    manager = Manager(tmp_path)
    manager.start()
    try:
        refused, answered, over = [], [], threading.Event()

        def ask():
            while not over.is_set():
                try:
                    with socket.create_connection(("127.0.0.1", manager.port), 20) as connection:
                        # One that is taken over by the end of a server may be cut, which a
                        # browser answers by trying again; what it must not meet is a refusal.
                        answered.append(answer(connection)[:12])
                except ConnectionRefusedError as error:
                    refused.append(error)
                except ConnectionResetError:
                    pass

        askers = [threading.Thread(target=ask) for _ in range(4)]
        for asker in askers:
            asker.start()
        for _ in range(4):
            before = len(answered)
            eventually(lambda: len(answered) >= before + 20)
            manager.restart()
        eventually(lambda: len(answered) >= before + 60)
        over.set()
        for asker in askers:
            asker.join(20)
        assert not refused
        assert set(answered) - {b""} == {b"HTTP/1.1 200"}
    finally:
        over.set()
        manager.stop()
        manager.socket.close()


def test_a_browser_follows_a_stream_through_a_restart_under_the_service_manager(tmp_path, reader):
    manager = Manager(tmp_path)
    manager.start()
    try:
        stream = reader(EventSource(manager.port, "/eventsource/node?wait", follow=True)).opened()
        manager.restart()
        stream.wait_until(lambda: stream.connections == 2 and stream.named("stream")[2:])
        assert stream.error is None
    finally:
        manager.stop()
        manager.socket.close()
