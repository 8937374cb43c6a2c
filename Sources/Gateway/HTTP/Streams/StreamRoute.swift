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
        let resumption = Resumption(
            lastEventID: query.lastEventID, epoch: journal.epoch, head: leave.head,
            floor: leave.floor)

        var cursor = leave.head
        let beginning: AcceptedStream.Beginning
        switch resumption {
        case .resumed(let position):
            cursor = position
            beginning = .resumed
        case .fresh:
            beginning = .open(items: leave.items)
        case .gap(let reason):
            let isOurs = reason == .expired || reason == .closed
            (leave, cursor) = try await leaveAfterGap(
                query, through: isOurs ? leave.floor.position : nil, of: service, by: identity)
            beginning = .gap(
                reason, first: isOurs ? cursor : leave.floor.position, items: leave.items)
        }
        return AcceptedStream(
            addresses: addresses, format: query.format, epoch: journal.epoch, cursor: cursor,
            openedAt: leave.head, beginning: beginning,
            retryMilliseconds: Int(retry / .milliseconds(1)), wantsPadding: query.wantsPadding,
            isPoll: query.isPoll, identity: identity.token,
            standings: identity == .anonymous ? [] : leave.standings, expiry: expiry(of: identity))
    }

    /// What fills a gap, and where the stream goes on. Behind a cursor of this journal, what is left is
    /// all there: the items up to the floor, then every entry after it.
    private func leaveAfterGap(
        _ query: StreamQuery, through floor: Position?, of service: String, by identity: Identity
    ) async throws(PubSubError) -> (Leave, Position) {
        let newest = query.items ?? Self.maximumItemsAfterGap
        guard var end = floor else {
            let leave = try await leave(query, newest: newest, of: service, by: identity)
            return (leave, leave.head)
        }
        while true {
            let leave = try await leave(
                query, newest: newest, through: end, of: service, by: identity)
            // Meanwhile a node may have been deleted, or opened to the reader.
            guard leave.floor.closed > end else { return (leave, end) }
            end = leave.floor.position
        }
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
        /// Of that moment or a little later.
        var floor: HistoryFloor
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
        return Leave(
            items: items, standings: opening.standings, head: outcome.head,
            floor: try floor(of: query.nodes, of: service, opening))
    }

    /// Read after the answer, so that no deletion which that knows of is missing.
    private func floor(
        of nodes: [NodeID], of service: String, _ opening: StreamOpening
    ) throws(PubSubError) -> HistoryFloor {
        let addresses = nodes.map { NodeAddress(service: service, node: $0) }
        do throws(JournalError) {
            return HistoryFloor(
                expired: try journal.floor(of: addresses),
                closed: max(
                    opening.closedThrough, try journal.lastDeletion(of: addresses)))
        } catch {
            // Strangers learn no paths; what is wrong is said where publishing fails by it.
            throw .unavailable("Nothing can be read at present.")
        }
    }
}

extension Problem {
    /// The service answered something that does not belong to the request.
    static let unexpectedReply = Problem(
        status: .internalServerError, slug: "defect", title: "A defect in the server",
        detail: "The request was understood, but its answer was not. Please report this.")
}
