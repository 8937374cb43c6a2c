import Fanout
import HTTPTypes
import Journaling
import PubSub
import Seeding
import Testing
import XMPP

@testable import Gateway

/// A reader comes back while its node is published to, deleted, made anew, opened and closed, and while
/// retention takes entries: between any two steps of the opening, as a seed decides.
@Suite(.serialized) struct GapRaceTests {
    @Test func `What is not announced as missing comes, and nothing of a closed node does`()
        async throws
    {
        var opened = 0
        for seed in 0..<60 as Range<UInt64> {
            var world = try World(seed: seed)
            for _ in 0..<12 { try await world.change() }
            for _ in 0..<8 { try await world.open() }
            opened += world.opened
        }
        #expect(opened > 100)
    }

    /// One node, and all that became of it.
    private struct World {
        let fixture: RoutesFixture
        private let history = History()
        private let seed: UInt64
        private var random: SeededGenerator
        /// Texts that were published while the node was closed.
        private var secrets: Set<String> = []
        private(set) var opened = 0

        init(seed: UInt64) throws {
            self.seed = seed
            random = SeededGenerator(seed: seed)
            fixture = try RoutesFixture(history: history)
        }

        /// What the node is at present.
        private var kept: Set<Position> {
            get throws {
                var kept: Set<Position> = []
                try fixture.journal.restore { entry in
                    if case .itemPublished = entry.change { kept.insert(entry.position) }
                }
                return kept
            }
        }

        private var isClosed: Bool {
            get throws {
                var isClosed = false
                try fixture.journal.restore { entry in
                    switch entry.change {
                    case .nodeCreated(_, let configuration),
                        .nodeConfigured(_, let configuration, _):
                        isClosed = configuration.accessModel == .whitelist
                    default: break
                    }
                }
                return isClosed
            }
        }

        /// Refusals are a part of it.
        mutating func change() async throws {
            let verb: Verb
            switch Int.random(in: 0..<14, using: &random) {
            case 0, 1: verb = .delete("news")
            case 2, 3, 4: verb = .create("news", configuration: .accessModel("whitelist"))
            case 5: verb = .configure("news", .accessModel("open"))
            case 6: verb = .configure("news", .accessModel("whitelist"))
            case 7: verb = .purge("news")
            case 8:
                let kept = Int.random(in: 0...10, using: &random)
                _ = try fixture.journal.trim(
                    Retention(maximumEntries: kept), now: Timestamp(milliseconds: 0))
                return
            default:
                let text = "text \(fixture.journal.head.rawValue + 1)"
                if try isClosed { secrets.insert(text) }
                await fixture.publish(
                    text, id: String(Int.random(in: 0..<4, using: &random)))
                return
            }
            _ = await fixture.outcome(
                of: Request(service: "pubsub.example.org", requester: .operator, verb: verb))
        }

        private mutating func changeNowAndThen() async throws {
            for _ in 0..<Int.random(in: 0...6, using: &random) { try await change() }
        }

        /// Somebody without a name comes with a cursor that may be any.
        mutating func open() async throws {
            try await changeNowAndThen()
            let cursor = Int64.random(in: 0...fixture.journal.head.rawValue, using: &random)
            let request = IncomingRequest(
                .get, "/eventsource/news?wait&format=payload", authority: "pubsub.example.org",
                fields: [.lastEventID: "e-\(cursor)"])
            guard let order = try fixture.routes.streamOrder(request) else { return }
            var opening = try fixture.routes.opening(order)
            // Each step back moves the beginning on, so that it comes to an end.
            while true {
                let before = try kept
                let outcome = await fixture.outcome(of: opening.request)
                let seen = try kept
                try await changeNowAndThen()
                guard let answer = try? opening.proceed(outcome) else {
                    if case .failure = outcome { return }
                    continue
                }
                guard case .stream(let stream) = answer else { return }
                return try check(
                    stream, from: Position(rawValue: cursor), kept: before.union(seen))
            }
        }

        private mutating func check(
            _ stream: AcceptedStream, from cursor: Position, kept: Set<Position>
        ) throws {
            opened += 1
            let (items, first): ([Entry], Position?) =
                switch stream.beginning {
                case .open(let items): (items, nil)
                case .resumed: ([], nil)
                case .gap(_, let first, let items): (items, first)
                }
            let given = Set(items.map(\.position))
            // Nothing but what the node kept when it was asked.
            #expect(given.isSubset(of: kept), "seed \(seed)")
            for entry in history.entries where entry.position <= stream.openedAt {
                guard case .itemPublished = entry.change, !given.contains(entry.position) else {
                    continue
                }
                if entry.position > stream.cursor {
                    // It comes from the journal, where it must not be a secret.
                    #expect(!secrets.contains(entry.text), "seed \(seed), \(entry.position)")
                } else if entry.position > cursor {
                    // It is missing, and that has to be said.
                    #expect(
                        first.map { entry.position <= $0 } == true,
                        "seed \(seed), \(entry.position)")
                    #expect(!kept.contains(entry.position), "seed \(seed), \(entry.position)")
                }
            }
        }
    }
}

extension Entry {
    /// What was published.
    fileprivate var text: String {
        guard case .itemPublished(_, let publication) = change,
            let payload = publication.item.payload
        else { return "" }
        return payload.xml.drop { $0 != ">" }.dropFirst().prefix { $0 != "<" }.description
    }
}
