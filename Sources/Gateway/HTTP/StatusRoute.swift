import Fanout
import HTTPTypes
import Journaling
import JSONText
import PubSub

/// `/status`: how the server does; `/health`: whether, for probes. docs/status.md has what they say.
struct StatusRoute: Sendable {
    static let path = "/status"
    static let probePath = "/health"
    static let methods: [HTTPRequest.Method] = [.get, .head, .options]

    let version: String
    let started: ContinuousClock.Instant
    let journal: any Journal
    let pipeline: Pipeline
    let hub: Hub
    /// What the rest of the server says of itself, the links to XMPP servers first of all.
    let others: @Sendable () -> [StatusReport.Part]

    func answer() -> Response {
        Self.response(.ok, report.json)
    }

    /// The health alone, which the HTTP status tells as well.
    func probe() -> Response { Self.probe(report) }

    static func probe(_ report: StatusReport) -> Response {
        response(report.isHealthy ? .ok : .serviceUnavailable, .object(report.health))
    }

    private static func response(_ status: HTTPResponse.Status, _ body: JSON) -> Response {
        var response = Response(status, body.text + "\n", type: "application/json")
        response.fields[.cacheControl] = "no-store"
        return response
    }

    var report: StatusReport { StatusReport([server, journalPart, streams] + others()) }

    private var server: StatusReport.Part {
        StatusReport.Part(
            name: "sluice", level: .core, message: "Sluice \(version)",
            figures: [.init("uptime_seconds", Int((.now - started) / .seconds(1)))])
    }

    private var journalPart: StatusReport.Part {
        let counts = journal.counts
        let head = journal.head.rawValue
        let failure = pipeline.journalFailure
        return StatusReport.Part(
            name: "journal", level: failure == nil ? .core : .error,
            message: failure.map {
                "nothing can be stored or read at present: \($0); the log has more"
            }
                ?? "head at \(journal.epoch)-\(head)",
            figures: [
                .init("head", Int(head)),
                .init("oldest", Int(counts.oldest?.rawValue ?? head)),
                .init("entries", counts.entries),
                .init("bytes", counts.bytes),
            ])
    }

    private var streams: StatusReport.Part {
        let counts = hub.counts
        return StatusReport.Part(
            name: "streams", level: .core, message: "\(counts.readers) open",
            figures: [
                .init("open", counts.readers),
                .init("lagging", counts.lagging),
                .init("told_to_lag", counts.lags),
                .init("selections", counts.rings),
                .init("buffered_bytes", counts.bufferedBytes),
                .init("accepted", counts.accepted),
                .init("ended_by_client", counts.ended.byClient),
                .init("ended_by_node", counts.ended.byNode),
                .init("ended_by_stall", counts.ended.byStall),
                .init("ended_by_memory", counts.ended.byMemory),
                .init("ended_by_lag", counts.ended.byLag),
                .init("ended_by_poll", counts.ended.byPoll),
                .init("ended_by_journal", counts.ended.byJournal),
                .init("ended_by_expiry", counts.ended.byExpiry),
                .init("frames", counts.frames),
                .init("sent_bytes", counts.sentBytes),
                .init("batched_sends", .boolean(counts.batchingLoops > 0)),
            ])
    }
}
