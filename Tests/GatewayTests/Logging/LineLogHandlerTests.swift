import Foundation
import Logging
import Testing

@testable import Gateway

@Suite struct LineLogHandlerTests {
    private func line(_ message: Logger.Message, _ metadata: Logger.Metadata) -> String {
        var handler = LineLogHandler(level: .info)
        handler[metadataKey: "service"] = "pubsub.example.org"
        let event = LogEvent(
            level: .warning, message: message, metadata: metadata, source: nil, file: #fileID,
            function: #function, line: #line)
        return handler.line(of: event, at: Date(timeIntervalSince1970: 1.5))
    }

    @Test func `A record is its time, its level, its message and its values`() {
        #expect(
            line("item published", ["node": "a b", "count": "3"])
                == "1970-01-01T00:00:01.500Z warning item published "
                + #"count=3 node="a b" service=pubsub.example.org"#)
    }

    @Test func `A peer can neither begin a second line nor end a value`() {
        let line = line("from \u{1B}[2J", ["node": "x\n1970 error forged\u{2028}\" y=\\"])
        #expect(
            line == #"1970-01-01T00:00:01.500Z warning from \u{1B}[2J "#
                + #"node="x\n1970 error forged\u{2028}\" y=\\" service=pubsub.example.org"#)
    }
}
