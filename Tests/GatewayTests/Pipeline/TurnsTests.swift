import PubSub
import Testing
import XMPP

@testable import Gateway

/// Whose request is decided when, while items are fetched for others and for the same account.
@Suite struct TurnsTests {
    private let romeo = try? JID("romeo@example.org")
    private let juliet = try? JID("juliet@example.org")

    @Test func `What an account asks after items comes after them, and in its order`() {
        var turns = Turns()
        #expect(turns.take(items(by: romeo)) == .now)
        turns.begin(romeo)
        #expect(turns.take(other("b", by: romeo)) == .later)
        #expect(turns.take(other("c", by: romeo)) == .later)
        #expect(turns.take(other("d", by: juliet)) == .now)
        #expect(turns.take(other("e", by: nil)) == .now)
        #expect(turns.end(romeo).map(\.name) == ["b", "c"])
        #expect(turns.take(other("f", by: romeo)) == .now)
    }

    @Test func `A request that asked for items and gets none holds nothing back`() {
        var turns = Turns()
        #expect(turns.take(items(by: romeo)) == .now)
        #expect(turns.take(other("b", by: romeo)) == .now)
    }

    @Test func `So many are fetched at once, and the next in line comes first`() {
        var turns = Turns()
        for _ in 0..<Turns.maximumReadings {
            #expect(turns.take(items(by: nil)) == .now)
            turns.begin(nil)
        }
        #expect(turns.take(items("first", by: nil)) == .later)
        #expect(turns.take(items("second", by: romeo)) == .later)
        #expect(turns.take(other("third", by: romeo)) == .later)
        #expect(turns.take(other("free", by: nil)) == .now)
        #expect(turns.end(nil).map(\.name) == ["first"])
        #expect(turns.end(nil).map(\.name) == ["second", "third"])
        #expect(turns.end(nil).isEmpty)
    }

    @Test func `Streams that begin with no item wait for nobody's items`() {
        var turns = Turns()
        for _ in 0..<Turns.maximumReadings { turns.begin(nil) }
        #expect(turns.take(job("a", .openStream(["n"], newest: 0), by: nil)) == .now)
        #expect(turns.take(job("a", .openStream(["n"], newest: 1), by: nil)) == .later)
        #expect(turns.take(job("a", .openStream(["n"]), by: nil)) == .later)
    }

    @Test func `An account has a bound for what it asks ahead, and others have theirs`() {
        var turns = Turns()
        turns.begin(romeo)
        for _ in 0..<Turns.maximumHeldReadings {
            #expect(turns.take(items(by: romeo)) == .later)
        }
        #expect(turns.take(items(by: romeo)).isRefused)
        for _ in Turns.maximumHeldReadings..<Turns.maximumHeld {
            #expect(turns.take(other("b", by: romeo)) == .later)
        }
        #expect(turns.take(other("b", by: romeo)).isRefused)
        #expect(turns.take(items(by: juliet)) == .now)
        #expect(turns.end(romeo).count == Turns.maximumHeld)
    }

    private func items(_ name: String = "items", by account: JID?) -> Job {
        job(name, .items("n", .all), by: account)
    }

    private func other(_ name: String, by account: JID?) -> Job {
        job(name, .purge("n"), by: account)
    }

    private func job(_ name: String, _ verb: Verb, by account: JID?) -> Job {
        Job(
            request: Request(service: name, requester: .anonymous, verb: verb), maximumBytes: 0,
            account: account, completion: { _ in })
    }
}

extension Job {
    fileprivate var name: String { request.service }
}

extension Turns.Turn {
    fileprivate var isRefused: Bool {
        if case .refused(.unavailable) = self { true } else { false }
    }
}
