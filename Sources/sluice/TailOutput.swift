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
            var awaited: Set<String> = []
            while printed != count, let event = try await iterator.next() {
                tell(event, awaited: &awaited)
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
        case .json: Line(event).text
        case .data: event.event == nil ? event.data : nil
        }
    }

    /// Says what the stream says of itself. Whoever gets everything as JSON has it there.
    private func tell(_ event: ServerSentEvent, awaited: inout Set<String>) {
        guard format == .data else { return }
        if let announcement = StreamAnnouncement(event) {
            if announcement.state == "gap" {
                say("items are missing, for good (\(announcement.reason ?? "unknown"))")
            }
            if announcement.state == "revoked" {
                say("the node '\(announcement.node ?? "")' may not be read any more")
            }
            for node in announcement.awaits where awaited.insert(node).inserted {
                say("there is no node '\(node)' yet; waiting for it")
            }
        } else if event.event == "configuration", !awaited.isEmpty,
            let node = Configuration(event.data)?.node, awaited.remove(node) != nil
        {
            say("the node '\(node)' is there now")
        }
    }

    private func say(_ sentence: String) {
        StandardStream.error.write("sluice: \(sentence.printable)\n")
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

/// That a node was made or configured.
private struct Configuration: Decodable {
    var node: String

    init?(_ data: String?) {
        guard let data, let decoded = try? JSONDecoder().decode(Self.self, from: Data(data.utf8))
        else { return nil }
        self = decoded
    }
}
