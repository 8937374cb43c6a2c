"""A wrong configuration never starts, and says what would be right."""

import re

import pytest

WRONG = {
    "an address without a port": (
        "http: { listen: nonsense }", "listen", "nonsense", r"HOST:PORT|127\.0\.0\.1:\d+"),
    "a port that is no port": (
        'http: { listen: "127.0.0.1:99999" }', "listen", "99999",
        r"65535|HOST:PORT|127\.0\.0\.1:\d+"),
    "a key that nobody knows": (
        "servces: []", "servces", "servces", "services"),
    "a key that nobody knows, deeper": (
        "http: { lisen: 127.0.0.1:0 }", "lisen", "lisen", "listen"),
    "a word that is none of the choices": (
        "services: [{ host: a.localhost, create: everyone }]", "create", "everyone",
        "admins.*users.*anyone"),
    "a truth that is neither": (
        "services: [{ host: a.localhost, autocreate: { publish: maybe } }]", "publish", "maybe",
        "true.*false"),
    "a component without a port": (
        "services: [{ host: a.localhost, component: { server: xmpp.example, secret: s } }]",
        "server", "xmpp.example", r"HOST:PORT|127\.0\.0\.1:\d+|:5347"),
    "an administrator who is no JID": (
        'services: [{ host: a.localhost, admins: ["@nowhere"] }]', "admins", "@nowhere", "JID|@"),
    "a host that is none": (
        'services: [{ host: "not a host" }]', "host", "not a host",
        r"domain|host name|\w+\.example"),
    "a list where a mapping belongs": (
        "http: [1, 2]", "http", "", "listen|mapping|section"),
}


@pytest.mark.parametrize("configuration, key, value, right", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_value_exits_with_78_and_names_file_key_value_and_what_is_right(
        sluice, configuration, key, value, right):
    sluice = sluice(configuration=configuration + "\n").launch()
    assert sluice.wait() == 78
    said = "\n".join(sluice.lines)
    for expected in (sluice.file.name, key, value):
        assert expected in said, said
    assert re.search(right, said), said


def test_a_component_without_a_secret_exits_with_78(sluice):
    sluice = sluice(configuration=(
        'services: [{ host: a.localhost, component: { server: "127.0.0.1:5347" } }]\n')).launch()
    assert sluice.wait() == 78
    assert sluice.matching("secret")


def test_a_file_that_is_not_yaml_exits_with_78_and_names_the_line(sluice):
    sluice = sluice(configuration="data: here\nhttp: { listen: [\n").launch()
    assert sluice.wait() == 78
    said = "\n".join(sluice.lines)
    assert sluice.file.name in said and re.search(r"line \d|:\d+", said), said


def test_a_file_that_is_not_there_exits_with_78_and_names_it(sluice):
    sluice = sluice(configuration="")
    sluice.file.unlink()
    assert sluice.launch().wait() == 78
    assert sluice.matching(re.escape(sluice.file.name))


def test_a_secret_is_never_shown(sluice):
    sluice = sluice(configuration=(
        'services: [{ host: "not a host", component: { server: nowhere, secret: hush-hush } }]\n'))
    assert sluice.launch().wait() == 78
    assert not sluice.matching("hush-hush")


def test_all_that_is_wrong_is_told_at_once(sluice):
    sluice = sluice(configuration=(
        "http: { listen: nonsense }\nservices: [{ host: a.localhost, create: everyone }]\n"))
    assert sluice.launch().wait() == 78
    assert sluice.matching("nonsense") and sluice.matching("everyone")


def test_an_option_wins_over_the_file(sluice):
    sluice = sluice(settings="http: { listen: 127.0.0.1:1 }\n").start()
    assert sluice.port != 1


@pytest.mark.parametrize("folder, reason", [
    ("/proc/x", "No such file or directory"), ("/dev/null", "is a file"),
    ("/dev/null/x", "is a file"),
])
def test_data_where_no_folder_can_be_exits_with_78_and_names_setting_and_reason(
        sluice, folder, reason):
    sluice = sluice(data=folder).launch()
    assert sluice.wait() == 78
    line, = sluice.matching(re.escape(folder))
    assert reason in line and "--data" in line


def test_a_second_process_on_the_same_data_exits_with_75_and_disturbs_nothing(sluice, embedded):
    second = sluice(data=embedded.data).launch()
    assert second.wait() == 75
    assert second.matching(re.escape(str(embedded.data)))
    embedded.publish("node", "still here")


def test_an_address_that_is_taken_exits_with_69_and_names_it(sluice, embedded):
    second = sluice(port=embedded.port).launch()
    assert second.wait() == 69
    assert second.matching(rf"127\.0\.0\.1:{embedded.port}")


def test_a_damaged_journal_exits_with_65_and_is_left_as_it_is(sluice):
    sluice = sluice()
    sluice.data.mkdir()
    journal = sluice.data / "journal.db"
    journal.write_bytes(b"no journal at all" * 1000)
    assert sluice.launch().wait() == 65
    assert sluice.matching("journal")
    assert journal.read_bytes() == b"no journal at all" * 1000
