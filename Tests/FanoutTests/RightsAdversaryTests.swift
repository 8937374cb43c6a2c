import EventStream
import Fanout
import Seeding
import PubSub
import Testing
import XMPP

/// Plays owners who give and take rights while people follow nodes, and compares what each reader gets
/// with what the engine says of its right, asked anew after every entry.
@Suite("A seeded adversary against rights", .serialized)
struct RightsAdversaryTests {
    private struct Reader {
        var requester: Requester
        var nodes: [NodeID]
        var cursor: Position
        var openedAt: Position
        var peer: Peer
    }

    private static let people = ["romeo", "juliet", "nurse", "tybalt"]

    @Test(
        "Every reader gets everything up to the loss of its right, and nothing after it",
        arguments: 1...10 as ClosedRange<UInt64>)
    func model(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        var configuration = HubConfiguration()
        configuration.ringBytes = Int.random(in: 500...40_000, using: &random)
        configuration.loops = Int.random(in: 1...2, using: &random)
        configuration.heartbeat = .milliseconds(30)
        let theatre = Theatre(configuration, pageEntries: Int.random(in: 1...40, using: &random))
        try theatre.create("a", "open")
        try theatre.create("b", "whitelist")
        var readers: [Reader] = []
        for _ in 0..<300 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<2: try? readers.append(Self.open(theatre, &random))
            case 2..<4:
                for reader in readers where Bool.random(using: &random) {
                    try reader.peer.readSome(milliseconds: 0, atMost: 3000)
                }
            case 4..<8:
                // A node may be gone, and not everything is possible: then nothing happens.
                try? theatre.publish(
                    String(repeating: "x", count: Int.random(in: 0...400, using: &random)),
                    to: Self.node(&random))
            default: try? Self.changeRights(theatre, &random)
            }
        }
        for reader in readers { try await check(reader, theatre, seed) }
    }

    private static func node(_ random: inout SeededGenerator) -> NodeID {
        Bool.random(using: &random) ? "a" : "b"
    }

    private static func open(_ theatre: Theatre, _ random: inout SeededGenerator) throws -> Reader {
        let name = Int.random(in: 0...people.count, using: &random)
        let requester: Requester =
            name < people.count
            ? try Theatre.user(people[name])
            : Bool.random(using: &random)
                ? .anonymous : .granted(Grants(read: [NodePattern("a")]), to: nil)
        let nodes: [NodeID] = [["a"], ["b"], ["a", "b"]].randomElement(using: &random) ?? []
        let head = theatre.journal.head
        let opening = try theatre.opening(of: requester, to: nodes, .awaited)
        let cursor = max(
            Position(rawValue: Int64.random(in: 0...head.rawValue, using: &random)),
            theatre.lastDeletion(of: nodes), opening?.closedThrough ?? .start)
        let peer = Peer(sendBuffer: Bool.random(using: &random) ? 4096 : nil)
        let standings = opening?.standings ?? []
        theatre.hub.attach(
            Fanout.Reader(
                descriptor: peer.hubDescriptor,
                selection: Selection(
                    addresses: nodes.map { NodeAddress(service: JournalDouble.service, node: $0) },
                    format: .payload, framing: .chunked),
                cursor: cursor, openedAt: head, preamble: [],
                standings: requester == .anonymous ? [] : standings))
        return Reader(
            requester: requester, nodes: nodes, cursor: cursor, openedAt: head, peer: peer)
    }

    private static func changeRights(_ theatre: Theatre, _ random: inout SeededGenerator) throws {
        let node = node(&random)
        let jid = try JID("\(people[Int.random(in: 1..<4, using: &random)])@example.org")
        switch Int.random(in: 0..<12, using: &random) {
        case 0..<5:
            let affiliation = Affiliation.allCases.randomElement(using: &random) ?? .none
            guard affiliation != .owner else { return }
            try theatre.ask(.setAffiliations(node, [.init(jid: jid, affiliation: affiliation)]))
        case 5..<8:
            let state: Subscription.State? = Bool.random(using: &random) ? .subscribed : nil
            try theatre.ask(.setSubscriptions(node, [.init(jid: jid, state: state)]))
        case 8..<11:
            let models = ["open", "whitelist", "authorize"]
            try theatre.ask(
                .configure(node, .accessModel(models.randomElement(using: &random) ?? "open")))
        default:
            if theatre.engine.nodes[node] == nil {
                try theatre.create(node, Bool.random(using: &random) ? "open" : "whitelist")
            } else {
                try theatre.ask(.delete(node))
            }
        }
    }

    /// What the reader is to get, and whether its stream is to end then. Of what came before it was let
    /// in, only what was open to the nameless then may go to a reader whom the access model alone lets in.
    private func expectation(
        of reader: Reader, _ theatre: Theatre
    ) throws -> (ids: [String], isEnded: Bool) {
        var engine = Engine(service: theatre.engine.service, settings: theatre.engine.settings)
        let request = Request(
            service: engine.service, requester: reader.requester,
            verb: .openStream(reader.nodes, missing: .awaited))
        var ids: [String] = []
        for entry in theatre.journal.entries {
            engine.apply(entry)
            guard reader.nodes.contains(entry.change.node) else { continue }
            if reader.requester == .anonymous, entry.position > reader.cursor,
                entry.position <= reader.openedAt
            {
                let model = engine.nodes[entry.change.node]?.configuration.accessModel
                #expect(model == .open, "\(entry) goes to a reader without a name")
            }
            switch entry.change {
            case .affiliationSet, .subscriptionSet: break
            default:
                if entry.position > reader.cursor { ids.append("e-\(entry.position.rawValue)") }
            }
            guard entry.position > reader.openedAt else { continue }
            if case .nodeDeleted = entry.change { return (ids, true) }
            do throws(PubSubError) {
                _ = try engine.decide(request, at: Occasion("", at: Timestamp(milliseconds: 0)))
            } catch {
                return (ids, true)
            }
        }
        return (ids, false)
    }

    private func check(_ reader: Reader, _ theatre: Theatre, _ seed: UInt64) async throws {
        let (ids, isEnded) = try expectation(of: reader, theatre)
        let what: Comment = "seed \(seed): \(reader.requester) follows \(reader.nodes)"
        if isEnded {
            try await reader.peer.readToEnd()
            #expect(reader.peer.hasLastChunk, what)
        } else {
            try await reader.peer.read { $0.entries.count >= ids.count }
            #expect(!reader.peer.hasEnded, what)
        }
        #expect(reader.peer.entries.map(\.id) == ids, what)
    }
}
