"""The table of docs/browsers.md; after the tests of what stands in it, as files are run in order.

It fails where a browser or a feature was not tried: `run.sh -k browsers` runs all that it needs.
"""


def test_the_table_of_the_page_on_browsers_is_what_was_seen(request, browser_table):
    if request.config.getoption("write_browser_table"):
        browser_table.write()
    assert browser_table.differences() == []
