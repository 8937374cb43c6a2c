import EventStream
import Fanout
import PubSub
import Testing
import XMPP

@Suite("How rights that are taken end streams", .serialized)
struct RevocationTests {
    private let theatre = Theatre()
    private let juliet: Requester
    private let nurse: Requester

    init() throws {
        juliet = try Theatre.user("juliet")
        nurse = try Theatre.user("nurse")
    }

    private let revoked = #"{"state":"revoked","node":"news"}"#

    private func texts(_ peer: Peer) -> [String] {
        peer.events.filter { $0.event == nil }.compactMap {
            $0.data?.replacing("<t xmlns=\"urn:t\">", with: "").replacing("</t>", with: "")
        }
    }

    @Test("Who is taken off the whitelist gets nothing more, and nobody else loses anything")
    func member() async throws {
        try theatre.create("news", "whitelist")
        for name in ["juliet", "nurse"] {
            try theatre.setAffiliation(.member, of: name, to: "news")
        }
        let readers = try [juliet, nurse, Theatre.user("romeo")].map {
            try theatre.follow("news", as: $0)
        }
        try theatre.publish("one", to: "news")
        try theatre.setAffiliation(.none, of: "juliet", to: "news")
        try theatre.publish("two", to: "news")
        try await readers[0].readToEnd()
        #expect(texts(readers[0]) == ["one"])
        #expect(readers[0].lastWord == revoked)
        #expect(readers[0].hasLastChunk)
        for reader in readers.dropFirst() {
            _ = try await reader.readEvents(2)
            #expect(texts(reader) == ["one", "two"])
        }
        #expect(await theatre.hub.waits { $0.ended.byNode == 1 && $0.readers == 2 })
    }

    @Test("An affiliation that goes ends an idle stream at once, though nothing is published")
    func idle() async throws {
        try theatre.create("news", "whitelist")
        try theatre.setAffiliation(.member, of: "juliet", to: "news")
        let reader = try theatre.follow("news", as: juliet)
        try theatre.setAffiliation(.outcast, of: "juliet", to: "news")
        try await reader.readToEnd()
        #expect(reader.events.map(\.data) == [revoked])
        #expect(reader.hasLastChunk)
    }

    @Test("A node that is closed ends strangers' streams and leaves its members'")
    func closing() async throws {
        try theatre.create("news", "open")
        try theatre.setAffiliation(.member, of: "nurse", to: "news")
        let stranger = try theatre.follow("news", as: juliet)
        let nameless = try theatre.follow("news", as: .anonymous)
        let member = try theatre.follow("news", as: nurse)
        try theatre.ask(.configure("news", .accessModel("whitelist")))
        try theatre.publish("secret", to: "news")
        for reader in [stranger, nameless] {
            try await reader.readToEnd()
            #expect(reader.events.map(\.event) == ["configuration", "stream"])
            #expect(reader.lastWord == revoked)
        }
        #expect(try await member.readEvents(2).map(\.event) == ["configuration", nil])
        try theatre.ask(.delete("news"))
        try await member.readToEnd()
        #expect(member.events.last?.event == "delete")
        #expect(member.lastWord == nil)
    }

    @Test("The last approved subscription takes the stream along, one of two does not")
    func subscriptions() async throws {
        try theatre.create("news", "authorize")
        let jids = try ["juliet@example.org", "juliet@example.org/balcony"].map { try JID($0) }
        for jid in jids {
            try theatre.ask(
                .setSubscriptions("news", [SubscriptionChange(jid: jid, state: .subscribed)]))
        }
        let reader = try theatre.follow("news", as: juliet)
        try theatre.ask(.unsubscribe("news", jids[0]), by: "juliet")
        try theatre.publish("one", to: "news")
        try theatre.ask(.unsubscribe("news", jids[1]), by: "juliet")
        try theatre.publish("two", to: "news")
        try await reader.readToEnd()
        #expect(texts(reader) == ["one"])
    }

    @Test("A stream over several nodes ends when one of them is closed to its reader")
    func several() async throws {
        try theatre.create("news", "whitelist")
        try theatre.create("weather", "open")
        try theatre.setAffiliation(.member, of: "juliet", to: "news")
        let reader = try theatre.follow("news", "weather", as: juliet)
        let other = try theatre.follow("weather", as: juliet)
        try theatre.publish("sun", to: "weather")
        try theatre.setAffiliation(.none, of: "juliet", to: "news")
        try theatre.publish("rain", to: "weather")
        try await reader.readToEnd()
        #expect(texts(reader) == ["sun"])
        #expect(reader.lastWord == revoked)
        _ = try await other.readEvents(2)
        #expect(texts(other) == ["sun", "rain"])
    }

    @Test("Who lags gets everything up to the loss of the right, and nothing after it")
    func lagging() async throws {
        for ringBytes in [8 * 1024, 1024 * 1024] {
            var configuration = HubConfiguration()
            configuration.ringBytes = ringBytes
            let theatre = Theatre(configuration, pageEntries: 7)
            try theatre.create("news", "whitelist")
            for name in ["juliet", "nurse"] {
                try theatre.setAffiliation(.member, of: name, to: "news")
            }
            let reader = try theatre.follow("news", as: juliet, with: Peer(sendBuffer: 4096))
            let other = try theatre.follow("news", as: nurse, with: Peer(sendBuffer: 4096))
            let text = String(repeating: "x", count: 500)
            for _ in 0..<100 { try theatre.publish(text, to: "news") }
            try theatre.setAffiliation(.none, of: "juliet", to: "news")
            for _ in 0..<100 { try theatre.publish(text, to: "news") }
            try await reader.readToEnd()
            #expect(reader.entries.count == 100)
            #expect(reader.lastWord == revoked)
            #expect(reader.hasLastChunk)
            try await other.read { $0.entries.count >= 200 }
            #expect(other.entries.count == 200)
        }
    }

    @Test("A loss that no reader was there to meet is found in the journal")
    func overtaken() async throws {
        try theatre.create("news", "whitelist")
        try theatre.setAffiliation(.member, of: "juliet", to: "news")
        // Somebody keeps the ring, but has no rights whose changes it would have to note.
        let standings = try theatre.standings(of: juliet, to: ["news"])
        let opened = theatre.journal.head
        let holder = Peer()
        theatre.hub.attach(holder, to: .nodes("news"), after: opened)
        try theatre.publish("one", to: "news")
        try theatre.setAffiliation(.none, of: "juliet", to: "news")
        try theatre.publish("two", to: "news")
        _ = try await holder.readEvents(2)
        let late = Peer()
        theatre.hub.attach(
            Reader(
                descriptor: late.hubDescriptor, selection: .nodes("news"), cursor: opened,
                openedAt: opened, preamble: [], standings: standings))
        try await late.readToEnd()
        #expect(texts(late) == ["one"])
        #expect(late.lastWord == revoked)
    }

    @Test("Who lost a right and has it again resumes over the time without it")
    func regained() async throws {
        try theatre.create("news", "whitelist")
        try theatre.setAffiliation(.member, of: "juliet", to: "news")
        let before = theatre.journal.head
        try theatre.publish("one", to: "news")
        try theatre.setAffiliation(.none, of: "juliet", to: "news")
        try theatre.publish("two", to: "news")
        try theatre.setAffiliation(.member, of: "juliet", to: "news")
        let reader = try theatre.follow("news", as: juliet, after: before)
        try theatre.publish("three", to: "news")
        _ = try await reader.readEvents(3)
        #expect(texts(reader) == ["one", "two", "three"])
    }

    @Test("A member resumes over the time in which the node was closed to strangers")
    func closedMeanwhile() async throws {
        try theatre.create("news", "open")
        try theatre.setAffiliation(.member, of: "juliet", to: "news")
        let before = theatre.journal.head
        try theatre.ask(.configure("news", .accessModel("whitelist")))
        try theatre.publish("one", to: "news")
        try theatre.ask(.configure("news", .accessModel("open")))
        let reader = try theatre.follow("news", as: juliet, after: before)
        try theatre.publish("two", to: "news")
        _ = try await reader.readEvents(4)
        #expect(texts(reader) == ["one", "two"])
        #expect(!reader.hasEnded)
    }

    @Test("Who awaits a node keeps waiting, and loses a node that comes closed")
    func awaited() async throws {
        let (patient, other) = (
            try theatre.follow("later", as: juliet, missing: .awaited),
            try theatre.follow("open", as: juliet, missing: .awaited)
        )
        try theatre.create("open", "open")
        try theatre.setAffiliation(.member, of: "nurse", to: "open")
        try theatre.publish("one", to: "open")
        try theatre.create("later", "whitelist")
        try await patient.readToEnd()
        #expect(patient.lastWord == #"{"state":"revoked","node":"later"}"#)
        _ = try await other.readEvents(2)
        #expect(texts(other) == ["one"])
    }
}
