import Foundation
import PubSub
import Testing
import XMPP

/// What the fuzzer once found, in `Fuzz/Finds`: the first byte says how the rest is cut, and the
/// rest follows a stream's start tag.
@Suite("What the fuzzer found", .serialized)
struct FuzzFindsTests {
    static let folder = ConformanceTests.root.appending(path: "Fuzz/Finds")

    static let files =
        (try? FileManager.default.contentsOfDirectory(atPath: folder.path))?
        .filter { !$0.hasPrefix(".") }.sorted() ?? []

    @Test("There are finds to play")
    func existence() {
        #expect(!Self.files.isEmpty)
    }

    @Test("It is read alike however it is cut, and answered", arguments: files)
    func find(_ file: String) throws {
        let bytes = Array(try Data(contentsOf: Self.folder.appending(path: file)))
        let start =
            Array("<stream:stream xmlns='\(Namespaces.component)' ".utf8)
            + Array("xmlns:stream='\(Namespaces.streams)' id='1'><handshake/>".utf8)
        let stream = start + bytes.dropFirst()
        let whole = events(of: stream, cutEvery: stream.count)
        let cut = events(of: stream, cutEvery: Int(bytes.first ?? 0) + 1)
        #expect(whole.count == cut.count)
        for (one, other) in zip(whole, cut) {
            // Of two reasons to end the stream, the one that is told may depend on the cuts.
            if case .failed = one, case .failed = other { continue }
            #expect(one == other)
        }
        var shell = EngineShell()
        for case .element(let element) in whole {
            guard let stanza = Stanza(element), stanza.isRequest else { continue }
            let answer = shell.receive(stanza, at: try JID("pubsub.example.org")).answer
            #expect(answer?.id == stanza.id)
        }
    }

    private func events(of stream: [UInt8], cutEvery length: Int) -> [XMLTokenizer.Event] {
        let tokenizer = XMLTokenizer(
            limits: XMLLimits(maximumBytes: 16 * 1024, maximumDepth: 16, maximumAttributes: 16),
            parserLifetimeBytes: 2048)
        return stride(from: 0, to: stream.count, by: length).flatMap {
            tokenizer.feed(Array(stream[$0..<min($0 + length, stream.count)]))
        }
    }
}
