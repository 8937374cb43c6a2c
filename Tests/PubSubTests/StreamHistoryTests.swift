import PubSub
import Testing
import XMPP

/// How much of a node's history an event stream may go back over.
@Suite("The history of a stream")
struct StreamHistoryTests {
    let romeo: Requester
    let juliet: JID

    init() throws {
        romeo = try .user("romeo")
        juliet = try JID("juliet@example.org")
    }

    private func closedThrough(
        _ requester: Requester, _ shell: inout EngineShell, _ nodes: [NodeID] = ["news"]
    ) throws -> Int64? {
        let outcome = try shell.send(.openStream(nodes, missing: .awaited), by: requester)
        guard case .stream(let opening) = outcome.reply else { return nil }
        return opening.closedThrough.rawValue
    }

    private func configure(_ name: String, _ value: String, _ shell: inout EngineShell) throws {
        _ = try shell.send(.configure("news", .configuration([(name, value)])), by: romeo)
    }

    @Test("It begins where the access model last changed, for whom that model alone lets in")
    func opening() throws {
        var shell = EngineShell()
        _ = try shell.send(
            .create("news", configuration: .configuration([("access_model", "whitelist")])),
            by: romeo)
        _ = try shell.send(
            .publish("news", [.small("1")], options: nil), by: romeo)
        let closed = Int64(shell.entries.count)
        try configure("access_model", "open", &shell)
        try configure("title", "t", &shell)
        let granted = Requester.granted(Grants(read: [NodePattern("news")]), to: juliet)
        #expect(try closedThrough(.anonymous, &shell) == closed)
        #expect(try closedThrough(.entity(juliet), &shell) == closed)
        #expect(try closedThrough(.anonymous, &shell, ["later", "news"]) == closed)
        for requester in [romeo, .operator, granted] {
            #expect(try closedThrough(requester, &shell) == 0)
        }
        for affiliation in [Affiliation.member, .publisher, .owner] {
            let change = AffiliationChange(jid: juliet, affiliation: affiliation)
            _ = try shell.send(.setAffiliations("news", [change]), by: romeo)
            #expect(try closedThrough(.entity(juliet), &shell) == 0)
        }
    }

    @Test("An approved subscriber's begins there, too")
    func subscriber() throws {
        var shell = EngineShell()
        _ = try shell.send(.create("news", configuration: nil), by: romeo)
        #expect(try closedThrough(.anonymous, &shell) == 0)
        try configure("access_model", "whitelist", &shell)
        let closed = Int64(shell.entries.count)
        try configure("access_model", "authorize", &shell)
        _ = try shell.send(
            .setSubscriptions("news", [SubscriptionChange(jid: juliet, state: .subscribed)]),
            by: romeo)
        #expect(try closedThrough(.entity(juliet), &shell) == closed)
    }

    @Test("That of a node that is made anew does not know of the one before")
    func madeAnew() throws {
        var shell = EngineShell()
        _ = try shell.send(.create("news", configuration: nil), by: romeo)
        try configure("access_model", "whitelist", &shell)
        _ = try shell.send(.delete("news"), by: romeo)
        #expect(try closedThrough(.anonymous, &shell) == 0)
        _ = try shell.send(.create("news", configuration: nil), by: romeo)
        #expect(try closedThrough(.anonymous, &shell) == 0)
    }
}
