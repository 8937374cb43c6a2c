import EventStream
import Testing

@Suite("Reading an event stream (HTML §9.2.6)")
struct EventParserTests {
    @Test("A stream says the same in one piece", arguments: StreamCase.all)
    func whole(_ testCase: StreamCase) throws {
        var parser = EventParser()
        #expect(try parser.parse(testCase.stream) == testCase.signals)
        #expect(parser.lastEventID == testCase.lastEventID)
    }

    @Test("A stream says the same cut in two anywhere", arguments: StreamCase.all)
    func split(_ testCase: StreamCase) throws {
        for cut in testCase.stream.indices {
            var parser = EventParser()
            let first = try parser.parse(testCase.stream[..<cut])
            let second = try parser.parse(testCase.stream[cut...])
            #expect(first + second == testCase.signals)
            #expect(parser.lastEventID == testCase.lastEventID)
        }
    }

    @Test("A stream says the same byte by byte", arguments: StreamCase.all)
    func bytewise(_ testCase: StreamCase) throws {
        var parser = EventParser()
        var signals: [EventParser.Signal] = []
        for byte in testCase.stream { signals += try parser.parse(CollectionOfOne(byte)) }
        #expect(signals == testCase.signals)
    }

    @Test("A parser for a resumed stream begins with the id of the one before")
    func resumed() throws {
        var parser = EventParser(lastEventID: "e-5")
        #expect(try parser.parse("data: a\n\n".utf8) == [.data("a", id: "e-5")])
        #expect(parser.lastEventID == "e-5")
    }
}
