import EventStream
import Seeding
import Testing

@Suite("Hostile event streams")
struct HostileStreamTests {
    @Test("A line without end is refused at the bound, and the parser stays failed")
    func endlessLine() throws {
        var parser = EventParser(maximumEventBytes: 100)
        #expect(try parser.parse([UInt8](repeating: 0x61, count: 100)) == [])
        #expect(throws: EventParser.Failure.eventTooBig) { try parser.parse([0x61]) }
        #expect(throws: EventParser.Failure.eventTooBig) {
            try parser.parse("\n\ndata: a\n\n".utf8)
        }
    }

    @Test("A block without end is refused at the bound")
    func endlessBlock() throws {
        var parser = EventParser(maximumEventBytes: 100)
        #expect(throws: EventParser.Failure.eventTooBig) {
            for _ in 0..<100 { _ = try parser.parse("data: 0123456789\n".utf8) }
        }
    }

    @Test("What is complete before a block that is too big is returned")
    func goodBeginning() throws {
        var parser = EventParser(maximumEventBytes: 10)
        #expect(try parser.parse("data: a\n\ndata: 0123456789\n\n".utf8) == [.data("a")])
        #expect(throws: EventParser.Failure.eventTooBig) { try parser.parse([]) }
    }

    @Test("A long stream of short blocks is no long block")
    func longStream() throws {
        var parser = EventParser(maximumEventBytes: 100)
        var count = 0
        for _ in 0..<1000 { count += try parser.parse("id: 1\ndata: 0123456789\n\n".utf8).count }
        #expect(count == 1000)
    }

    @Test("Any bytes at all are read without a trap, and the same in any chunking")
    func noise() throws {
        var random = SeededGenerator(seed: 1)
        let alphabet = Array("data:id:event:retry: \n\r\n\r\0\u{FEFF}1é".utf8) + [0xFF, 0xC3]
        for _ in 0..<300 {
            let stream = (0..<200).map { _ in alphabet.randomElement(using: &random) ?? 0 }
            var whole = EventParser()
            let expected = try whole.parse(stream)
            var pieces = EventParser()
            var signals: [EventParser.Signal] = []
            var rest = stream[...]
            while !rest.isEmpty {
                let size = Int.random(in: 1...7, using: &random)
                signals += try pieces.parse(rest.prefix(size))
                rest = rest.dropFirst(size)
            }
            #expect(signals == expected)
            #expect(pieces.lastEventID == whole.lastEventID)
        }
    }
}
