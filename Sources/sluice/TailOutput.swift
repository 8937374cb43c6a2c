import EventSourceClient
import EventStream
import Foundation

/// Prints a stream's events, one by one as they come.
struct TailOutput {
    var format: Tail.Format
    /// After so many it is enough; `nil`: never.
    var count: Int?

    func print(_ source: EventSource) async throws(TailFailure) {
        var printed = 0
        do throws(EventSourceError) {
            var iterator = source.makeAsyncIterator()
            while printed != count, let event = try await iterator.next() {
                guard let line = line(of: event) else { continue }
                // Whoever reads the output has gone, as `head` does: that is no error.
                guard StandardStream.output.write(line + "\n") else { return }
                printed += 1
            }
        } catch {
            throw TailFailure(error)
        }
    }

    private func line(of event: ServerSentEvent) -> String? {
        switch format {
        case .json: return Line(event).text
        case .data:
            if event.event == nil { return event.data }
            if event.event == "stream", let state = Announcement(event.data), state.state == "gap" {
                StandardStream.error.write(
                    "sluice: items are missing, for good (\(state.reason ?? "unknown"))\n")
            }
            return nil
        }
    }
}

/// An event as a line of JSON.
private struct Line: Encodable {
    var event: String
    var id: String?
    var data: String

    init(_ event: ServerSentEvent) {
        self.event = event.event ?? "message"
        id = event.id
        data = event.data ?? ""
    }

    var text: String? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) }
    }
}

/// What a stream of Sluice says of itself.
private struct Announcement: Decodable {
    var state: String
    var reason: String?

    init?(_ data: String?) {
        guard let data, let decoded = try? JSONDecoder().decode(Self.self, from: Data(data.utf8))
        else { return nil }
        self = decoded
    }
}
