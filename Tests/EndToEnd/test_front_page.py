"""The page at `/` in Chromium, Firefox and WebKit."""

import json
import subprocess
import time

import pytest

from ports import free_port
from sluice import service

SHOWN = """
    const [name, text, done] = arguments
    const look = () => [...document.querySelectorAll(`#events .${name}`)].some(
      item => item.textContent.includes(text)) ? done(true) : setTimeout(look, 20)
    look()
"""


@pytest.fixture(params=[(1280, 900), (400, 800)], ids=["desk", "phone"])
def window(request):
    return request.param


def test_it_follows_the_node_in_its_address(any_browser, embedded, window):
    embedded.publish("a node/ü", "first", id="1")
    any_browser.resize(*window)
    any_browser.visit(f"http://localhost:{embedded.port}/#a%20node/%C3%BC")
    assert any_browser.evaluate(SHOWN, "item", "first")
    embedded.retract("a node/ü", "1")
    assert any_browser.evaluate(SHOWN, "retract", '"1"')
    assert any_browser.evaluate(
        "arguments[0](document.documentElement.scrollWidth <= innerWidth)")


def test_its_command_publishes(any_browser, embedded):
    any_browser.visit(f"http://localhost:{embedded.port}/#it's mine")
    command = any_browser.evaluate("arguments[0](document.getElementById('curl').textContent)")
    run = subprocess.run(command, shell=True, cwd="/", capture_output=True, text=True,
                         timeout=20)
    assert run.returncode == 0, run.stderr
    assert any_browser.evaluate(SHOWN, "item", '{"hello": "world"}')


def test_an_old_item_has_the_time_of_its_publication(any_browser, embedded, reader):
    embedded.publish("old", '[1,  "\\u00fc"]', type="application/json")
    stream = reader(embedded.read("old", query="?format=json&items=1"))
    published = json.loads(stream.wait_for_items(1)[0].data)["published"]
    # Until then, the time of its arrival would look the same.
    time.sleep(1.1)
    any_browser.visit(f"http://localhost:{embedded.port}/#old")
    assert any_browser.evaluate(SHOWN, "item", '[1,  "\\u00fc"]')
    shown, expected = any_browser.evaluate("""
        const [published, done] = arguments
        done([document.querySelector("#events time").textContent,
          new Date(published).toLocaleTimeString()])
    """, published)
    assert shown == expected


def text_of(browser, selector, wanted):
    """The text of an element, as soon as it has the words."""
    return browser.evaluate("""
        const [selector, wanted, done] = arguments
        const look = () => document.querySelector(selector).innerText.includes(wanted)
          ? done(document.querySelector(selector).innerText) : setTimeout(look, 20)
        look()
    """, selector, wanted)


def test_it_tells_what_to_do_first(browser, embedded, window):
    browser.resize(*window)
    browser.visit(f"http://localhost:{embedded.port}/")
    assert "first publication makes the node" in text_of(browser, "#start", "mynode")
    assert text_of(browser, "footer", "The server works.")
    browser.evaluate("document.querySelector('#start a').click(), arguments[0]()")
    assert text_of(browser, "#state", "There is no node “mynode” yet")
    assert not browser.evaluate("arguments[0](document.getElementById('start').checkVisibility())")
    embedded.publish("mynode", "first")
    assert text_of(browser, "#state", "“mynode” is there now")


def test_its_commands_are_not_broken_on_a_phone(browser, embedded):
    browser.resize(400, 800)
    browser.visit(f"http://localhost:{embedded.port}/#{'long' * 20}")
    lines = browser.evaluate("""
        const pre = document.getElementById("curl")
        const height = parseFloat(getComputedStyle(pre).lineHeight)
        const blank = parseFloat(getComputedStyle(pre).paddingTop) * 2
        const bar = pre.offsetHeight - pre.clientHeight
        arguments[0]([Math.round((pre.offsetHeight - bar - blank) / height),
          pre.textContent.split("\\n").length,
          document.documentElement.scrollWidth <= innerWidth])
    """)
    assert lines == [4, 4, True]


def test_it_shows_what_is_wrong_with_the_server(browser, sluice):
    class Nobody:
        component_port = free_port()
    sluice = sluice(services=[service(Nobody)]).start()
    sluice.wait_for_line(r"(?i)refused")
    browser.visit(f"http://localhost:{sluice.port}/")
    shown = text_of(browser, "footer", "The server has a problem.")
    assert "no connection to" in shown and "down since" in shown


def test_it_comes_back_after_a_restart(any_browser, sluice):
    sluice = sluice(port=free_port()).start()
    sluice.publish("node", "before")
    any_browser.visit(f"http://localhost:{sluice.port}/#node")
    assert any_browser.evaluate(SHOWN, "item", "before")
    sluice.kill()
    sluice.start()
    sluice.publish("node", "after")
    assert any_browser.evaluate(SHOWN, "item", "after")
