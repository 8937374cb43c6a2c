import Testing
import XMPP

/// Each of these is an attack or a fault that must end the stream, and nothing but the stream.
@Suite struct HostileXMLTests {
    /// What a tokenizer says to a text, which must be the same however the text is cut.
    private func failure(of text: String, limits: XMLLimits = XMLLimits()) -> XMLError? {
        let whole = XMLTokenizer(limits: limits)
        _ = whole.feed(text)
        let bytewise = XMLTokenizer(limits: limits)
        _ = bytewise.feed(chunks: text.utf8.map { [$0] })
        #expect(whole.failure == bytewise.failure)
        return whole.failure
    }

    private func isNotWellFormed(_ bytes: [UInt8]) -> Bool {
        let tokenizer = XMLTokenizer()
        _ = tokenizer.feed(Array(streamStart.utf8) + bytes)
        guard case .notWellFormed? = tokenizer.failure else { return false }
        return true
    }

    static let billionLaughs =
        "<?xml version='1.0'?><!DOCTYPE lolz [<!ENTITY a 'lol'><!ENTITY b '&a;&a;&a;&a;&a;&a;'>"
        + "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;'>]><lolz>&c;</lolz>"

    @Test func `a billion laughs end at the document type (RFC 6120 §11.1)`() {
        #expect(failure(of: Self.billionLaughs) == .restrictedXML(.documentType))
        #expect(throws: XMLError.restrictedXML(.documentType)) {
            try XMLFragment(parsing: Self.billionLaughs)
        }
    }

    @Test func `an external document type is refused`() {
        let text = "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>"
        #expect(failure(of: text) == .restrictedXML(.documentType))
    }

    @Test func `a document type inside of the stream is refused`() {
        guard case .notWellFormed? = failure(of: streamStart + "<!DOCTYPE a>") else {
            Issue.record("accepted")
            return
        }
    }

    @Test func `an entity that is not one of the five is refused, in text and in attributes`() {
        #expect(failure(of: streamStart + "<a>&nbsp;</a>") == .restrictedXML(.entity))
        #expect(failure(of: streamStart + "<a b='&nbsp;'/>") == .restrictedXML(.entity))
    }

    @Test func `a comment is refused`() {
        #expect(failure(of: streamStart + "<a><!-- x --></a>") == .restrictedXML(.comment))
        #expect(throws: XMLError.restrictedXML(.comment)) {
            try XMLFragment(parsing: "<a/><!-- x -->")
        }
    }

    @Test func `a processing instruction is refused`() {
        let text = streamStart + "<a><?php x ?></a>"
        #expect(failure(of: text) == .restrictedXML(.processingInstruction))
    }

    @Test func `another encoding than UTF-8 is refused`() {
        let text = "<?xml version='1.0' encoding='ISO-8859-1'?><a/>"
        #expect(failure(of: text) == .unsupportedEncoding("ISO-8859-1"))
    }

    @Test func `UTF-16 is refused, with and without a byte order mark`() {
        let beginnings: [[UInt8]] = [
            [0xFF, 0xFE, 0x3C, 0], [0xFE, 0xFF, 0, 0x3C], [0x3C, 0], [0, 0x3C],
        ]
        for beginning in beginnings {
            for chunks in [[beginning], beginning.map { [$0] }] {
                let tokenizer = XMLTokenizer()
                _ = tokenizer.feed(chunks: chunks)
                #expect(tokenizer.failure == .unsupportedEncoding("UTF-16"))
            }
        }
    }

    /// Why a stanza was refused, which must be the same however the text is cut; the stream goes
    /// on.
    private func refusal(of stanza: String, limits: XMLLimits = XMLLimits()) -> XMLError? {
        let text = streamStart + "<a b='1'>" + stanza + "</a><next/>"
        let whole = XMLTokenizer(limits: limits).feed(text)
        let bytewise = XMLTokenizer(limits: limits).feed(chunks: text.utf8.map { [$0] })
        #expect(whole == bytewise)
        #expect(whole.count == 3)
        #expect(whole.last == .element(Element("next", namespace: Namespaces.component)))
        guard whole.count == 3, case .refused(let element, let error) = whole[1] else { return nil }
        #expect(element[attribute: "b"] == "1" && element.children.isEmpty)
        return error
    }

    @Test func `elements may nest up to the limit; a deeper stanza is refused alone`() {
        let limits = XMLLimits(maximumDepth: 10)
        func nested(_ depth: Int) -> String {
            String(repeating: "<c>", count: depth) + "x"
                + String(repeating: "<d/></c>", count: depth)
        }
        #expect(refusal(of: nested(8), limits: limits) == nil)
        #expect(refusal(of: nested(10), limits: limits) == .tooDeep(limit: 10))
        #expect(refusal(of: nested(30) + "<e>x</e>y", limits: limits) == .tooDeep(limit: 10))
        #expect(throws: XMLError.tooDeep(limit: 10)) {
            try XMLFragment(parsing: nested(11), limits: limits)
        }
    }

    @Test func `fifty thousand open elements cost no more than their bytes`() {
        let text =
            String(repeating: "<a>", count: 50_000) + String(repeating: "</a>", count: 50_000)
        #expect(refusal(of: text) == .tooDeep(limit: 128))
        #expect(failure(of: streamStart + String(repeating: "<a>", count: 200_000)) != nil)
    }

    @Test func `attributes and declarations together may be as many as the limit`() {
        let limits = XMLLimits(maximumAttributes: 4)
        #expect(refusal(of: "<c d='1' e='2' f='3' g='4'/>", limits: limits) == nil)
        let attributes = "<c d='1' e='2' f='3' g='4' h='5'>x<i/></c>"
        #expect(refusal(of: attributes, limits: limits) == .tooManyAttributes(limit: 4))
        let declarations = "<c xmlns:a='1' xmlns:b='2' xmlns:c='3' xmlns:d='4' xmlns:e='5'/>"
        #expect(refusal(of: declarations, limits: limits) == .tooManyAttributes(limit: 4))
        let mixed = "<c xmlns:a='1' xmlns:b='2' xmlns:c='3' d='4' e='5'/>"
        #expect(refusal(of: mixed, limits: limits) == .tooManyAttributes(limit: 4))
        #expect(throws: XMLError.tooManyAttributes(limit: 4)) {
            try XMLFragment(parsing: attributes, limits: limits)
        }
    }

    @Test func `a stream that begins with too many attributes is refused`() {
        let limits = XMLLimits(maximumAttributes: 4)
        let stream = "<s a='1' b='2' c='3' d='4' e='5'>"
        #expect(failure(of: stream, limits: limits) == .tooManyAttributes(limit: 4))
    }

    @Test func `a hundred thousand attributes are refused`() {
        let attributes = (0..<100_000).map { "a\($0)='' " }.joined()
        let limits = XMLLimits(maximumBytes: 10_000_000)
        let events = XMLTokenizer(limits: limits).feed(streamStart + "<a \(attributes)>x<b/></a>")
        guard case .refused(let element, .tooManyAttributes(limit: 256))? = events.last else {
            Issue.record("\(events.count) events")
            return
        }
        #expect(element.attributes.count == 256)
    }

    @Test func `a stanza over the limit is refused however it is made up`() {
        let limits = XMLLimits(maximumBytes: 1000)
        let filling = String(repeating: "x", count: 1000)
        let stanzas = [
            "<a>\(filling)</a>", "<a b='\(filling)'/>", "<a\(filling)/>",
            "<a>" + String(repeating: "<b/>", count: 250) + "</a>",
        ]
        for stanza in stanzas {
            #expect(failure(of: streamStart + stanza, limits: limits) == .tooBig(limit: 1000))
        }
        #expect(throws: XMLError.tooBig(limit: 1000)) {
            try XMLFragment(parsing: stanzas[0], limits: limits)
        }
    }

    @Test func `a stanza without an end is refused before it fills the memory`() {
        for beginning in ["<a>", "<a b='", "<a "] {
            let tokenizer = XMLTokenizer(limits: XMLLimits(maximumBytes: 100_000))
            _ = tokenizer.feed(streamStart + beginning)
            let chunk = [UInt8](repeating: UInt8(ascii: "x"), count: 10_000)
            var chunks = 0
            while tokenizer.failure == nil, chunks < 20 {
                _ = tokenizer.feed(chunk)
                chunks += 1
            }
            #expect(tokenizer.failure == .tooBig(limit: 100_000))
            #expect(chunks == 10)
        }
    }

    @Test func `a stream that begins with nothing but white space is refused`() {
        let text = String(repeating: "\n", count: 2000)
        #expect(failure(of: text, limits: XMLLimits(maximumBytes: 1000)) == .tooBig(limit: 1000))
    }

    @Test func `invalid UTF-8 is refused`() {
        let sequences: [[UInt8]] = [
            [0xFF], [0xC3, 0x28], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
            [0x80], [0xEF, 0xBF, 0xBF], [0xE2, 0x82],
        ]
        for sequence in sequences {
            #expect(isNotWellFormed(Array("<a>".utf8) + sequence + Array("</a>".utf8)))
            #expect(isNotWellFormed(Array("<a b='".utf8) + sequence + Array("'/>".utf8)))
        }
    }

    @Test func `NUL and the control characters are refused, as bytes and as references`() {
        for byte: UInt8 in [0x00, 0x01, 0x0B, 0x0C, 0x1F] {
            #expect(isNotWellFormed(Array("<a>".utf8) + [byte] + Array("</a>".utf8)))
            #expect(isNotWellFormed(Array("<a>&#\(byte);</a>".utf8)))
        }
    }

    @Test func `what is not well-formed is refused`() {
        let faults = [
            "<a></b>", "<a b='1' b='2'/>", "<a b=1/>", "<p:a/>", "<a p:b='1'/>", "<a><b></a>",
            "<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/>", "<a>]]></a>", "<a b='<'/>", "<>",
            "<a xmlns:xml='u'/>", "<a xmlns:p=''/>", "</a>", "<a b='&'/>", "<1/>",
            "<a xmlns:xmlns='u'/>",
        ]
        for fault in faults {
            #expect(isNotWellFormed(Array(fault.utf8)), "\(fault)")
        }
    }

    @Test func `text between stanzas is refused (RFC 6120 §11.7)`() {
        #expect(failure(of: streamStart + "<a/>text<a/>") == .textBetweenStanzas)
    }

    @Test func `after a failure a tokenizer stays failed and says so once`() {
        let tokenizer = XMLTokenizer()
        let events = tokenizer.feed(streamStart + "<presence/><!-- x --><presence/>")
        #expect(events.count == 3)
        #expect(events.last == .failed(.restrictedXML(.comment)))
        #expect(tokenizer.feed("<presence/></stream:stream>").isEmpty)
        #expect(tokenizer.failure == .restrictedXML(.comment))
    }

    @Test func `a document that is not exactly one element is refused`() {
        for document in [
            "", " ", "text", "<a>", "<a/><b/>", "<a/>text", "<a", "<?xml version='1.0'?>",
        ] {
            #expect(throws: XMLError.self) { try XMLFragment(parsing: document) }
        }
    }
}
