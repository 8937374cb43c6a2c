"""What the tests start: servers once a run, Sluice and clients anew for each test."""

import pytest

import process
from browser import Browser
from browser_table import BrowserTable
from drivers import drivers
from publisher import Publisher
from servers.ejabberd import Ejabberd
from servers.prosody import Prosody
from servers.verona import Verona
from servers.witness import Witness
from sluice import Sluice, binary


def pytest_addoption(parser):
    parser.addoption(
        "--write-browser-table", action="store_true",
        help="write the table of docs/browsers.md from what the browsers are seen to do")


def pytest_collection_finish(session):
    if session.items and not binary().exists():
        pytest.exit(f"there is no {binary()}: `swift build -c release` makes it", returncode=2)


def pytest_runtest_setup(item):
    for started in process.running:
        started.lines_before_test = len(started.lines)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.failed:
        for started in process.running:
            lines = started.lines[started.lines_before_test:]
            report.sections.append((started.command[0], "\n".join(lines[-40:])))
    return report


@pytest.fixture(scope="session")
def prosody(tmp_path_factory):
    server = Prosody(tmp_path_factory.mktemp("prosody")).start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def ejabberd(tmp_path_factory):
    server = Ejabberd(tmp_path_factory.mktemp("ejabberd")).start()
    yield server
    server.stop()


@pytest.fixture(params=["prosody", "ejabberd"])
def server(request):
    """Each of the XMPP servers in turn."""
    return request.getfixturevalue(request.param)


class Browsers:
    """One browser at a time: the one that the running test asks for."""

    def __init__(self):
        self._open = None

    def get(self, name):
        if self._open is None or self._open.name != name:
            self.close()
            self._open = Browser(name)
        return self._open

    def close(self):
        if self._open:
            self._open.close()
            self._open = None


@pytest.fixture(scope="session", params=["prosody", "ejabberd"])
def verona(request, tmp_path_factory):
    """Each of the XMPP servers in turn, with users and addresses as in the specification."""
    verona = Verona(request.param, tmp_path_factory.mktemp(f"verona-{request.param}")).start()
    yield verona
    verona.stop()


@pytest.fixture(scope="session")
def browsers():
    browsers = Browsers()
    yield browsers
    browsers.close()


@pytest.fixture
def browser(browsers):
    """Chromium."""
    return browsers.get("Chromium")


@pytest.fixture(scope="module", params=list(drivers))
def browser_name(request):
    return request.param


@pytest.fixture
def any_browser(browsers, browser_name):
    """Each of the browsers in turn."""
    return browsers.get(browser_name)


@pytest.fixture(scope="session")
def browser_table():
    return BrowserTable()


@pytest.fixture
def seen(browser_table, browser_name):
    """A function that notes for `docs/browsers.md` what a browser was seen to do."""
    return lambda feature, outcome="yes": browser_table.note(feature, browser_name, outcome)


@pytest.fixture
def publisher(request):
    """A function that logs admin@localhost in at a server and gives the `Publisher`."""
    def log_in(server, **options):
        publisher = Publisher(server.client_port, **options)
        request.addfinalizer(publisher.close)
        return publisher
    return log_in


@pytest.fixture
def witness(request):
    """A function that attaches the `Witness` to a server."""
    def attach(server):
        witness = Witness(server)
        request.addfinalizer(witness.close)
        return witness
    return attach


@pytest.fixture
def sluice(request, tmp_path_factory):
    """A function that makes a `Sluice` for this test; the caller starts it."""
    def make(**options):
        sluice = Sluice(tmp_path_factory.mktemp("run"), **options)
        request.addfinalizer(sluice.stop)
        return sluice
    return make


@pytest.fixture(scope="module")
def sluice_once(request, tmp_path_factory):
    """As `sluice`, for all tests of a module: starts one with these services, connected."""
    def start(services, hosts):
        sluice = Sluice(tmp_path_factory.mktemp("run"), services=services)
        request.addfinalizer(sluice.stop)
        return sluice.start(connected_to=hosts)
    return start


@pytest.fixture
def embedded(sluice):
    """Sluice with no XMPP server, started."""
    return sluice().start()


@pytest.fixture
def reader(request):
    """A function that closes what it is given, a reader, after the test, and gives it back."""
    def keep(reader):
        request.addfinalizer(reader.close)
        return reader
    return keep
