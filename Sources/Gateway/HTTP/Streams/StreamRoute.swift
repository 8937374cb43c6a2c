import Fanout
import HTTPTypes
import Journaling
import PubSub

/// `/eventsource/NODE` and `/eventsource?node=A&node=B`: opens streams.
struct StreamRoute: Sendable {
    static let prefix = "/eventsource"
    static let methods = "GET, HEAD, OPTIONS"

    let pipeline: Pipeline
    let journal: any Journal
    let retry: Duration

    /// A gap is filled with so many items at most, the newest.
    private static let maximumItemsAfterGap = 100
    /// What a stream begins with is kept in memory until the reader has taken it.
    private static let maximumBeginningBytes = 1024 * 1024

    /// Asks the service for leave to follow the nodes and finds out what the stream begins with.
    func open(_ query: StreamQuery, of service: String) async throws(Problem) -> AcceptedStream {
        let addresses = query.nodes.map { NodeAddress(service: service, node: $0) }
        let outcome = try await submit(
            .openStream(query.nodes, missing: query.missing), to: service)
        guard case .stream(let opening) = outcome.reply else { throw .unexpectedReply }
        let floor = try floor(of: addresses)
        let resumption = Resumption(
            lastEventID: query.lastEventID, epoch: journal.epoch, head: outcome.head, floor: floor)

        var cursor = outcome.head
        let beginning: AcceptedStream.Beginning
        switch resumption {
        case .resumed(let position):
            cursor = position
            beginning = .resumed
        case .fresh where query.items == nil:
            let positions = opening.lastItems.map(\.position)
            beginning = .open(items: positions.compactMap { outcome.publications[$0] })
        case .fresh:
            let items = try await newestItems(query.items ?? 0, of: addresses, upTo: outcome.head)
            beginning = .open(items: items)
        case .gap(let reason):
            let items = try await newestItems(
                query.items ?? Self.maximumItemsAfterGap, of: addresses, upTo: outcome.head)
            beginning = .gap(reason, first: floor, items: items)
        }
        return AcceptedStream(
            addresses: addresses, format: query.format, epoch: journal.epoch, cursor: cursor,
            openedAt: outcome.head, beginning: beginning,
            retryMilliseconds: Int(retry / .milliseconds(1)), wantsPadding: query.wantsPadding)
    }

    /// The newest items of all the nodes together, in order.
    ///
    /// What was published after the stream was opened is left out: the hub sends it.
    private func newestItems(
        _ count: Int, of addresses: [NodeAddress], upTo head: Position
    ) async throws(Problem) -> [Entry] {
        guard count > 0 else { return [] }
        var items: [Entry] = []
        for address in addresses {
            do throws(PubSubError) {
                let outcome = try await ask(
                    .items(address.node, .newest(count)), of: address.service)
                items += outcome.publications.values.filter { $0.position <= head }
            } catch .nodeNotFound {
                // It is awaited, or was deleted a moment ago, which the hub tells: no 404, at which
                // a browser would give up for good.
                continue
            } catch {
                throw Problem(error, service: address.service)
            }
        }
        items.sort { $0.position < $1.position }
        return items.suffix(count)
    }

    private func submit(_ verb: Verb, to service: String) async throws(Problem) -> Outcome {
        do throws(PubSubError) {
            return try await ask(verb, of: service)
        } catch {
            throw Problem(error, service: service)
        }
    }

    private func ask(_ verb: Verb, of service: String) async throws(PubSubError) -> Outcome {
        try await pipeline.submit(
            Request(service: service, requester: .anonymous, verb: verb),
            maximumBytes: Self.maximumBeginningBytes)
    }

    private func floor(of addresses: [NodeAddress]) throws(Problem) -> Position {
        do throws(JournalError) {
            return try journal.floor(of: addresses)
        } catch {
            throw Problem(
                .unavailable("\(error)"), service: addresses.first?.service ?? "")
        }
    }
}

extension Problem {
    /// The service answered something that does not belong to the request.
    static let unexpectedReply = Problem(
        status: .internalServerError, slug: "defect", title: "A defect in the server",
        detail: "The request was understood, but its answer was not. Please report this.")
}
