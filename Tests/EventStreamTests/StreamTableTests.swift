import EventStream
import Foundation
import Testing

/// The end-to-end tests put parsers of others before the same streams: `Tests/EndToEnd/streams.json` is
/// this table.
@Suite struct StreamTableTests {
    private struct Row: Encodable {
        struct Event: Encodable {
            var event: String
            var data: String
            var id: String
        }

        var name: String
        var stream: Data
        var events: [Event]
        var lastEventID: String

        init(_ testCase: StreamCase) {
            name = testCase.name
            stream = Data(testCase.stream)
            events = testCase.signals.compactMap {
                guard case .event(let event) = $0 else { return nil }
                return Event(
                    event: event.event ?? "message", data: event.data ?? "", id: event.id ?? "")
            }
            lastEventID = testCase.lastEventID
        }
    }

    private static let file = URL(filePath: #filePath)
        .appending(path: "../../EndToEnd/streams.json").standardizedFileURL

    @Test("The table for parsers of others is this one; SLUICE_WRITE_STREAMS=1 writes it anew")
    func table() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let rows = try StreamCase.all.map {
            String(decoding: try encoder.encode(Row($0)), as: UTF8.self)
        }
        let table = "[\n" + rows.joined(separator: ",\n") + "\n]\n"
        if ProcessInfo.processInfo.environment["SLUICE_WRITE_STREAMS"] != nil {
            try table.write(to: Self.file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: Self.file, encoding: .utf8) == table)
    }

    @Test("Every stream has a name of its own")
    func names() {
        #expect(Set(StreamCase.all.map(\.name)).count == StreamCase.all.count)
    }
}
