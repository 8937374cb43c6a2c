"""Payloads that break careless software, and how to compare XML."""

from xml.etree import ElementTree

ATOM = """<entry xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Soliloquy</title>\
<summary>To be, or not to be: that is the question &#8212; “&amp;c.”</summary>\
<link rel="alternate" type="text/html" href="http://denmark.example/2003/12/13?a=1&amp;b=2"/>\
<id>tag:denmark.example,2003:entry-32397</id><updated>2003-12-13T18:30:02Z</updated></entry>"""

JSON_TEXT = (
    '{\n  "title": "<b>&amp; \\"quotes\\" ]]> 🧦",\n'
    '  "tab":\t[1, 2.50, -0e3, null, "\\r\\n\\u0000"]\n}')
JSON = '<json xmlns="urn:xmpp:json:0">' + (
    JSON_TEXT.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")) + "</json>"

HARD = (
    '<note xmlns="urn:example:note" xmlns:m="urn:example:markup" '
    'm:kind="a&quot;b\'c" plain=" two  spaces ">'
    "first\r\nsecond\rthird&#13;\n\n"
    "data: not a field\nid: 666\n: no comment\n"
    "]]&gt; &amp;amp; &lt;b&gt;no element&lt;/b&gt; <m:b>an <i xmlns=''>element</i></m:b> "
    "🧦👩‍👩‍👧 é e\u0301 \u2028 \u00a0 trailing  </note>")


def tree(xml):
    """An element, or XML text, as nested tuples: what it says, not how it was written."""
    element = ElementTree.fromstring(xml) if isinstance(xml, str) else xml
    content = [element.text or ""]
    for child in element:
        content += [tree(child), child.tail or ""]
    return element.tag, tuple(sorted(element.attrib.items())), *content


def exact(data):
    """The payload in a serialised `<item/>` in canonical form: prefixes and references count, quotes
    and the order of attributes do not (https://www.w3.org/TR/xml-c14n2/)."""
    content = data[data.index(">") + 1:data.rindex("</item>")]
    return canonical(content)


def canonical(xml):
    """XML text in canonical form."""
    return ElementTree.canonicalize(xml)


def item(data):
    """The id and the payload (as a `tree`) of a serialised `<item/>`, the default format."""
    element = ElementTree.fromstring(data)
    assert element.tag == "{http://jabber.org/protocol/pubsub}item", element.tag
    assert len(element) == 1, data
    return element.get("id"), tree(element[0])


def position(event):
    """The epoch and the position of an event's id."""
    epoch, _, position = event.id.rpartition("-")
    return epoch, int(position)
