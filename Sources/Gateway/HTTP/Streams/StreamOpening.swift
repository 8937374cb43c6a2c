import Fanout
import HTTPTypes
import Journaling
import PubSub

/// A stream that is about to open: what to ask the service for it, until there is an answer.
///
/// Whoever drives it submits `request` and gives it the outcome. A stream that begins anew, or goes on where
/// it was, takes one request. One that has a gap takes two: with the first it turns out that there is one,
/// with the second come the items that have to do for it. It takes more where the history that the reader may
/// have grows shorter meanwhile.
struct StreamOpening: Sendable {
    private let route: StreamRoute
    private let query: StreamQuery
    private let service: String
    private let identity: Identity
    private var gap: Gap?
    /// What is to be asked next.
    private(set) var request: Request

    private struct Gap {
        var reason: StreamState.GapReason
        /// Behind a cursor of this journal, the floor of the history: what is left is all there, items up to
        /// it, then every entry after it.
        var end: Position?
    }

    /// What a stream begins with is kept in memory until the reader has taken it.
    static let maximumBytes = 1024 * 1024
    /// A gap is filled with so many items at most, the newest.
    private static let maximumItemsAfterGap = 100

    init(_ query: StreamQuery, of service: String, by identity: Identity, route: StreamRoute) {
        self.route = route
        self.query = query
        self.service = service
        self.identity = identity
        // Who brings a cursor goes on from there, and needs no items to begin with.
        request = Self.request(
            query, newest: query.lastEventID == nil ? query.items : 0, of: service, by: identity)
    }

    /// Takes what became of the request. Reads the journal's tables for whoever brings a cursor.
    ///
    /// - Returns: `nil` where the next request is to be submitted.
    mutating func proceed(_ result: Result<Outcome, PubSubError>) throws(Problem) -> RouteAnswer? {
        do throws(PubSubError) {
            return try advance(with: Leave(try result.get())).map { .stream($0) }
        } catch .nodeNotFound where query.lastEventID != nil && query.nodes.count == 1 {
            // Who comes back to a node that has gone: at 204 a browser stops for good, and its page need
            // not care (HTML §9.2.2).
            return .response(Response(.noContent))
        } catch {
            throw problem(error)
        }
    }

    private func problem(_ error: PubSubError) -> Problem {
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

    private mutating func advance(with leave: Leave) throws(PubSubError) -> AcceptedStream? {
        if let gap { return try fill(gap, with: leave) }
        // Who begins anew goes back to nothing.
        guard let lastEventID = query.lastEventID else {
            return stream(leave, after: leave.head, .open(items: leave.items))
        }
        let floor = try floor(of: leave)
        switch Resumption(
            lastEventID: lastEventID, epoch: route.journal.epoch, head: leave.head, floor: floor)
        {
        case .fresh:
            return stream(leave, after: leave.head, .open(items: leave.items))
        case .resumed(let position):
            return stream(leave, after: position, .resumed)
        case .gap(let reason):
            let isOurs = reason == .expired || reason == .closed
            ask(toFill: Gap(reason: reason, end: isOurs ? floor.position : nil))
            return nil
        }
    }

    private mutating func ask(toFill gap: Gap) {
        self.gap = gap
        request = Self.request(
            query, newest: query.items ?? Self.maximumItemsAfterGap, through: gap.end, of: service,
            by: identity)
    }

    private mutating func fill(
        _ gap: Gap, with leave: Leave
    ) throws(PubSubError) -> AcceptedStream? {
        let floor = try floor(of: leave)
        if let end = gap.end, floor.closed > end {
            // Meanwhile a node was deleted, or opened to the reader.
            ask(toFill: Gap(reason: gap.reason, end: floor.position))
            return nil
        }
        return stream(
            leave, after: gap.end ?? leave.head,
            .gap(gap.reason, first: gap.end ?? floor.position, items: leave.items))
    }

    private static func request(
        _ query: StreamQuery, newest: Int?, through position: Position? = nil, of service: String,
        by identity: Identity
    ) -> Request {
        Request(
            service: service, requester: identity.requester,
            verb: .openStream(
                query.nodes, missing: query.missing, newest: newest, through: position))
    }

    private var addresses: [NodeAddress] {
        query.nodes.map { NodeAddress(service: service, node: $0) }
    }

    /// Read after the answer, so that no deletion which that knows of is missing.
    private func floor(of leave: Leave) throws(PubSubError) -> HistoryFloor {
        do throws(JournalError) {
            return HistoryFloor(
                expired: try route.journal.floor(of: addresses),
                closed: max(
                    leave.closedThrough, try route.journal.lastDeletion(of: addresses)))
        } catch {
            // Strangers learn no paths; what is wrong is said where publishing fails by it.
            throw .unavailable("Nothing can be read at present.")
        }
    }

    private func stream(
        _ leave: Leave, after cursor: Position, _ beginning: AcceptedStream.Beginning
    ) -> AcceptedStream {
        AcceptedStream(
            addresses: addresses, format: query.format, epoch: route.journal.epoch, cursor: cursor,
            openedAt: leave.head, beginning: beginning,
            awaits: leave.standings.filter { !$0.isThere }.map(\.node),
            retryMilliseconds: Int(route.retry / .milliseconds(1)),
            wantsPadding: query.wantsPadding, isPoll: query.isPoll, identity: identity.token,
            standings: identity == .anonymous ? [] : leave.standings,
            expiry: route.expiry(of: identity))
    }

    /// What the service gave: the items that the stream may begin with, and the journal's head at that
    /// moment. They are of one piece: what is not in the items comes after the head.
    private struct Leave {
        var items: [Entry]
        var standings: [Standing]
        var head: Position
        var closedThrough: Position

        init(_ outcome: Outcome) throws(PubSubError) {
            guard case .stream(let opening) = outcome.reply else {
                throw .unavailable(
                    "The answer did not belong to the request: please report this.")
            }
            items = opening.lastItems.compactMap { outcome.publications[$0.position] }
            standings = opening.standings
            head = outcome.head
            closedThrough = opening.closedThrough
        }
    }
}
