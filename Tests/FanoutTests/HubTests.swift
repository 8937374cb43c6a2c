import Dispatch
import EventStream
import Fanout
import PubSub
import Testing
import XMPP

@Suite("Sending to readers", .serialized)
struct HubTests {
    @Test("A reader gets the preamble, then what is published, in order, each with its cursor")
    func order() async throws {
        let journal = JournalDouble()
        let hub = Hub(journal)
        let preamble = Array("HTTP/1.1 200 OK\r\n\r\n".utf8)
        let peer = Peer(headBytes: preamble.count)
        hub.attach(peer, after: .start, preamble: preamble)
        hub.publish(journal.publish(50, to: "a"))
        hub.publish(journal.publish(50, to: "a"))
        let events = try await peer.readEvents(100)
        #expect(events.map(\.id) == (1...100).map { "e-\($0)" })
        let text = String(repeating: "x", count: 20)
        #expect(events.allSatisfy { $0.data == "<t xmlns=\"urn:t\">\(text)</t>" })
    }

    @Test("A reader gets its nodes' entries and no others")
    func selection() async throws {
        let journal = JournalDouble()
        let hub = Hub(journal)
        let (one, both) = (Peer(), Peer(isChunked: false))
        hub.attach(one, to: .nodes("a"), after: .start)
        hub.attach(both, to: .nodes("b", "a", framing: .none), after: .start)
        for node in ["a", "b", "c", "b", "a"] as [NodeID] {
            hub.publish(journal.publish(1, to: node))
        }
        #expect(try await one.readEvents(2).map(\.id) == ["e-1", "e-5"])
        #expect(try await both.readEvents(4).map(\.id) == ["e-1", "e-2", "e-4", "e-5"])
        #expect(await hub.waits { $0.rings == 2 })
    }

    @Test("A returning reader gets all that came after its cursor, once, then what comes now")
    func resume() async throws {
        let journal = JournalDouble(pageEntries: 7)
        journal.publish(100, to: "a")
        let hub = Hub(journal)
        let peer = Peer()
        hub.attach(peer, after: 30.position, openedAt: journal.head)
        hub.publish(journal.publish(100, to: "a"))
        #expect(try await peer.readEvents(170).map(\.id) == (31...200).map { "e-\($0)" })
    }

    @Test("Readers who return together share the reading of the journal")
    func storm() async throws {
        let journal = JournalDouble(pageEntries: 1000)
        journal.publish(100, to: "a")
        let haveAllCome = DispatchSemaphore(value: 0)
        let hub = Hub(configuration: HubConfiguration(), epoch: "e", head: journal.head) {
            addresses, after, through, completion in
            DispatchQueue.global().async {
                haveAllCome.wait()
                journal.replay(addresses, after, through, completion)
            }
        }
        let peers = (0..<50).map { _ in Peer() }
        for peer in peers { hub.attach(peer, after: 50.position, openedAt: journal.head) }
        #expect(await hub.waits { $0.lagging == 50 })
        haveAllCome.signal()
        for peer in peers {
            #expect(try await peer.readEvents(50).map(\.id) == (51...100).map { "e-\($0)" })
        }
        #expect(journal.reads == 1)
    }

    @Test(
        "A reader whom the journal let in before the loop has its entries gets none of them again")
    func early() async throws {
        let journal = JournalDouble()
        let hub = Hub(journal)
        let entries = journal.publish(10, to: "a")
        let peer = Peer()
        hub.attach(peer, after: 7.position)
        hub.publish(entries)
        #expect(try await peer.readEvents(3).map(\.id) == ["e-8", "e-9", "e-10"])
    }

    @Test("Nothing is sent for changes that readers do not see")
    func invisible() async throws {
        let journal = JournalDouble()
        let hub = Hub(journal)
        let peer = Peer()
        hub.attach(peer, after: .start)
        hub.publish(
            journal.append([
                .subscriptionSet("a", try JID("hamlet@example.org"), nil),
                .item("1", in: "a", text: "x"),
            ]))
        #expect(try await peer.readEvents(1).map(\.id) == ["e-2"])
    }

    @Test("A descriptor is closed when its reader goes, and its ring with the last one")
    func churn() async throws {
        let journal = JournalDouble()
        let hub = Hub(journal)
        for _ in 0..<50 {
            let peers = (0..<20).map { _ in Peer() }
            for (index, peer) in peers.enumerated() {
                hub.attach(peer, to: .nodes("n\(index % 7)"), after: journal.head)
            }
            hub.publish(journal.publish(1, to: "n1"))
            for peer in peers { peer.close() }
        }
        #expect(
            await hub.waits { $0.readers == 0 && $0.accepted == 1000 && $0.ended.byClient == 1000 })
        #expect(hub.counts.rings == 0)
        #expect(hub.counts.bufferedBytes == 0)
        #expect(hub.counts.lagging == 0)
    }

    @Test("A reader who is sent nothing gets a heartbeat; one who gets events does not")
    func heartbeat() async throws {
        let journal = JournalDouble()
        var configuration = HubConfiguration()
        configuration.heartbeat = .milliseconds(200)
        let hub = Hub(journal, configuration)
        let (idle, busy) = (Peer(), Peer())
        hub.attach(idle, to: .nodes("idle"), after: .start)
        hub.attach(busy, to: .nodes("busy"), after: .start)
        while idle.signals.count < 5 {
            hub.publish(journal.publish(1, to: "busy"))
            try idle.readSome(milliseconds: 20)
            try busy.readSome(milliseconds: 0)
        }
        #expect(idle.signals.allSatisfy { $0 == .comment("") })
        // A machine that lets the publisher wait may bring the busy one a heartbeat now and then.
        #expect(busy.signals.count { $0 == .comment("") } < idle.signals.count)
    }

    @Test("Several loops send the same")
    func loops() async throws {
        let journal = JournalDouble()
        var configuration = HubConfiguration()
        configuration.loops = 3
        let hub = Hub(journal, configuration)
        let peers = (0..<7).map { _ in Peer() }
        for peer in peers { hub.attach(peer, after: .start) }
        hub.publish(journal.publish(10, to: "a"))
        for peer in peers { #expect(try await peer.readEvents(10).last?.id == "e-10") }
        #expect(await hub.waits { $0.readers == 7 })
    }
}
