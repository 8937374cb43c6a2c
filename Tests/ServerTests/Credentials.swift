import AsyncHTTPClient
import EventSourceClient
import Foundation
import NIOCore
import NIOHTTP1

/// Makes sources that show what a plan says.
struct Credentials: Sendable {
    private let plan: Plan
    private let doors: Doors
    private let log: ClientLog

    /// There is no ticket at present: the server is away, or the connection was cut.
    struct NoTicket: Error {}

    init(_ plan: Plan, _ doors: Doors, _ log: ClientLog) {
        self.plan = plan
        self.doors = doors
        self.log = log
    }

    /// A source that goes on after the client's last event.
    ///
    /// - Parameter duration: how long its tokens are valid.
    func source(lasting duration: Duration) async throws -> EventSource {
        var configuration = EventSource.Configuration()
        configuration.httpClient = plan.transport.client
        configuration.delays.initial = .milliseconds(2)
        configuration.delays.shortest = .milliseconds(1)
        configuration.delays.longest = .milliseconds(20)
        let base = doors.base(plan.transport)
        var url = "\(base)/eventsource?\(query)"
        if case .ticket(let person) = plan.proof {
            url = base + (try await ticket(of: person, lasting: duration))
        }
        configuration.freshHeaders = { [plan, log] in
            let headers = try await Self.headers(for: plan.proof, lasting: duration, log)
            log.noteRequest()
            return headers
        }
        return EventSource(url, lastEventID: log.lastEventID, configuration: configuration)
    }

    private var query: String {
        let nodes = plan.nodes.sorted().map { "node=\($0)" }
        return (nodes + ["items=\(plan.items)"] + (plan.way == .poll ? ["poll"] : []))
            .joined(separator: "&")
    }

    private static func headers(
        for proof: Plan.Proof, lasting duration: Duration, _ log: ClientLog
    ) async throws -> HTTPHeaders {
        switch proof {
        case .nothing, .ticket: return [:]
        case .bearer(let person):
            let token = try await Mint.token(of: person, lasting: duration)
            log.noteToken(validUntil: token.validUntil)
            return ["Authorization": "Bearer \(token.text)"]
        case .cookie(let person):
            let token = try await Mint.token(of: person, lasting: duration)
            log.noteToken(validUntil: token.validUntil)
            return ["Cookie": "other=1; \(LiveServer.cookie)=\(token.text)"]
        }
    }

    /// The URL that the server gives for a token.
    private func ticket(of person: Person, lasting duration: Duration) async throws -> String {
        struct Answer: Decodable {
            var url: String
        }
        let token = try await Mint.token(of: person, lasting: duration)
        var request = HTTPClientRequest(url: "\(doors.base(plan.transport))/ticket?\(query)")
        request.method = .POST
        request.headers = ["Authorization": "Bearer \(token.text)"]
        let answer = try await plan.transport.client.execute(request, timeout: .seconds(5))
        guard answer.status == .ok else { throw NoTicket() }
        let body = try await answer.body.collect(upTo: 65_536)
        log.noteToken(validUntil: token.validUntil)
        return try JSONDecoder().decode(Answer.self, from: Data(body.readableBytesView)).url
    }
}
