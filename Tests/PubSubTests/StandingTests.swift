import PubSub
import Testing
import XMPP

/// What an open event stream makes of the entries that come after it was opened.
@Suite("Standing")
struct StandingTests {
    let romeo: Requester
    let juliet: JID

    init() throws {
        romeo = try .user("romeo")
        juliet = try JID("juliet@example.org")
    }

    private func opened(
        _ requester: Requester, _ shell: inout EngineShell
    ) throws -> (Standing, from: Int) {
        let outcome = try shell.send(.openStream(["news"]), by: requester)
        guard case .stream(let opening) = outcome.reply, let standing = opening.standings.first
        else { throw PubSubError.unknownRequest }
        return (standing, shell.entries.count)
    }

    private func after(_ opened: (Standing, from: Int), _ shell: EngineShell) -> Bool {
        var standing = opened.0
        for entry in shell.entries[opened.from...] { standing.apply(entry.change) }
        return standing.mayRead
    }

    @Test("A reader without a name loses an open node when it is closed or deleted, not before")
    func anonymous() throws {
        var shell = EngineShell()
        _ = try shell.send(.create("news", configuration: nil), by: romeo)
        _ = try shell.send(.create("other", configuration: nil), by: romeo)
        let stream = try opened(.anonymous, &shell)
        _ = try shell.send(.configure("news", .configuration([("title", "t")])), by: romeo)
        _ = try shell.send(.delete("other"), by: romeo)
        #expect(after(stream, shell))
        for model in ["whitelist", "authorize"] {
            var closed = shell
            _ = try closed.send(
                .configure("news", .configuration([("access_model", model)])), by: romeo)
            #expect(!after(stream, closed))
        }
        _ = try shell.send(.delete("news"), by: romeo)
        #expect(!after(stream, shell))
    }

    @Test("A named reader loses the node with the affiliation, and nobody else does")
    func affiliated() throws {
        var shell = EngineShell()
        _ = try shell.send(
            .create("news", configuration: .configuration([("access_model", "whitelist")])),
            by: romeo)
        let member = AffiliationChange(jid: juliet, affiliation: .member)
        _ = try shell.send(.setAffiliations("news", [member]), by: romeo)
        let stream = try opened(.entity(juliet), &shell)
        let owner = try opened(romeo, &shell)
        let none = AffiliationChange(jid: juliet, affiliation: .none)
        _ = try shell.send(.setAffiliations("news", [none]), by: romeo)
        #expect(!after(stream, shell))
        #expect(after(owner, shell))
    }

    @Test("A subscriber of a node with approval loses it with the last subscription")
    func subscribed() throws {
        var shell = EngineShell()
        _ = try shell.send(
            .create("news", configuration: .configuration([("access_model", "authorize")])),
            by: romeo)
        let balcony = try JID("juliet@example.org/balcony")
        for jid in [juliet, balcony] {
            _ = try shell.send(
                .setSubscriptions("news", [SubscriptionChange(jid: jid, state: .subscribed)]),
                by: romeo)
        }
        let stream = try opened(.entity(juliet), &shell)
        _ = try shell.send(.unsubscribe("news", juliet), by: .entity(juliet))
        #expect(after(stream, shell))
        _ = try shell.send(.unsubscribe("news", balcony), by: .entity(juliet))
        #expect(!after(stream, shell))
    }

    @Test("Readers without a name, pending ones and outcasts open no stream")
    func refused() throws {
        var shell = EngineShell()
        _ = try shell.send(
            .create("news", configuration: .configuration([("access_model", "authorize")])),
            by: romeo)
        _ = try shell.send(.subscribe("news", juliet, options: nil), by: .entity(juliet))
        #expect(throws: PubSubError.notAuthorized("news")) {
            try shell.send(.openStream(["news"]), by: .anonymous)
        }
        #expect(throws: PubSubError.subscriptionRequired("news")) {
            try shell.send(.openStream(["news"]), by: .entity(juliet))
        }
        let outcast = AffiliationChange(jid: juliet, affiliation: .outcast)
        _ = try shell.send(.setAffiliations("news", [outcast]), by: romeo)
        #expect(throws: PubSubError.forbidden(.retrieve)) {
            try shell.send(.openStream(["news"]), by: .entity(juliet))
        }
    }
}
