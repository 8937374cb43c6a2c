import Fanout
import HTTPTypes
import Journaling
import PubSub

/// `/eventsource/NODE` and `/eventsource?node=A&node=B`: opens streams.
struct StreamRoute: Sendable {
    static let prefix = "/eventsource"
    static let methods: [HTTPRequest.Method] = [.get, .head, .options]

    let pipeline: Pipeline
    let journal: any Journal
    let retry: Duration
    /// How long before a token ends its streams are told: a third of their time at most.
    var notice = Duration.seconds(60)
    var clock: @Sendable () -> Timestamp = { .now }

    /// A gap is filled with so many items at most, the newest.
    private static let maximumItemsAfterGap = 100
    /// What a stream begins with is kept in memory until the reader has taken it.
    private static let maximumBeginningBytes = 1024 * 1024

    /// Asks the service for leave to follow the nodes and finds out what the stream begins with.
    ///
    /// - Returns: `nil` for who comes back to a node that has gone: at 204 a browser stops for good, and
    ///   its page need not care (HTML §9.2.2).
    func open(
        _ query: StreamQuery, of service: String, by identity: Identity
    ) async throws(Problem) -> AcceptedStream? {
        do throws(PubSubError) {
            return try await accept(query, of: service, by: identity)
        } catch .nodeNotFound where query.lastEventID != nil && query.nodes.count == 1 {
            return nil
        } catch {
            throw Self.problem(error, service: service, identity)
        }
    }

    private static func problem(
        _ error: PubSubError, service: String, _ identity: Identity
    ) -> Problem {
        // Whoever has shown a token need not be asked for one.
        if case .notAuthorized(let node) = error, identity != .anonymous {
            return Problem(.closedNode(node), service: service)
        }
        var problem = Problem(error, service: service)
        if case .nodeNotFound = error {
            problem.detail += " A stream that is to wait for it says so: ?wait."
        }
        return problem
    }

    private func accept(
        _ query: StreamQuery, of service: String, by identity: Identity
    ) async throws(PubSubError) -> AcceptedStream {
        let addresses = query.nodes.map { NodeAddress(service: service, node: $0) }
        // Who brings a cursor goes on from there, and needs no items to begin with.
        var leave = try await leave(
            query, newest: query.lastEventID == nil ? query.items : 0, of: service,
            by: identity)
        let floor = try floor(of: addresses)
        let resumption = Resumption(
            lastEventID: query.lastEventID, epoch: journal.epoch, head: leave.head, floor: floor)

        var cursor = leave.head
        let beginning: AcceptedStream.Beginning
        switch resumption {
        case .resumed(let position):
            cursor = position
            beginning = .resumed
        case .fresh:
            beginning = .open(items: leave.items)
        case .gap(let reason):
            // What retention has left is all there: items up to its floor, then every entry after it.
            let end = reason == .expired ? floor : nil
            leave = try await self.leave(
                query, newest: query.items ?? Self.maximumItemsAfterGap, through: end, of: service,
                by: identity)
            cursor = end ?? leave.head
            beginning = .gap(reason, first: floor, items: leave.items)
        }
        return AcceptedStream(
            addresses: addresses, format: query.format, epoch: journal.epoch, cursor: cursor,
            openedAt: leave.head, beginning: beginning,
            retryMilliseconds: Int(retry / .milliseconds(1)), wantsPadding: query.wantsPadding,
            isPoll: query.isPoll, identity: identity.token,
            standings: identity == .anonymous ? [] : leave.standings, expiry: expiry(of: identity))
    }

    private func expiry(of identity: Identity) -> StreamExpiry? {
        guard let moment = identity.expires else { return nil }
        let remaining = Duration.milliseconds(moment.milliseconds - clock().milliseconds)
        // A stream that began with its warning would be renewed at once, again and again.
        return StreamExpiry(
            moment: moment, remaining: remaining, notice: min(notice, remaining / 3))
    }

    /// What the service gave: the items that the stream may begin with, and the journal's head at that
    /// moment. They are of one piece: what is not in the items comes after the head.
    private struct Leave {
        var items: [Entry]
        var standings: [Standing]
        var head: Position
    }

    private func leave(
        _ query: StreamQuery, newest: Int?, through position: Position? = nil, of service: String,
        by identity: Identity
    ) async throws(PubSubError) -> Leave {
        let outcome = try await pipeline.submit(
            Request(
                service: service, requester: identity.requester,
                verb: .openStream(
                    query.nodes, missing: query.missing, newest: newest, through: position)),
            maximumBytes: Self.maximumBeginningBytes)
        guard case .stream(let opening) = outcome.reply else {
            throw .unavailable("The answer did not belong to the request: please report this.")
        }
        let items = opening.lastItems.compactMap { outcome.publications[$0.position] }
        return Leave(items: items, standings: opening.standings, head: outcome.head)
    }

    private func floor(of addresses: [NodeAddress]) throws(PubSubError) -> Position {
        do throws(JournalError) {
            return try journal.floor(of: addresses)
        } catch {
            throw .unavailable("\(error)")
        }
    }
}

extension Problem {
    /// The service answered something that does not belong to the request.
    static let unexpectedReply = Problem(
        status: .internalServerError, slug: "defect", title: "A defect in the server",
        detail: "The request was understood, but its answer was not. Please report this.")
}
