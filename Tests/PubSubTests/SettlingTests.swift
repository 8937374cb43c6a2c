import PubSub
import Testing
import XMPP

@Suite("Settling subscriptions")
struct SettlingTests {
    let romeo: Requester
    let nurse: JID

    init() throws {
        romeo = try .user("romeo")
        nurse = try JID("nurse@example.org")
    }

    @Test(
        "Who is an admin no longer is served no longer where that was the right",
        arguments: [
            "whitelist", "authorize", "open",
        ])
    func formerAdmins(model: String) throws {
        var shell = EngineShell(settings: ServiceSettings(admins: [nurse], creators: .anyone))
        _ = try shell.send(
            .create("news", configuration: .configuration([("access_model", model)])), by: romeo)
        _ = try shell.send(.subscribe("news", nurse, options: nil), by: .entity(nurse))
        let same = try shell.send(.reviewRights, by: .operator)
        #expect(same.changes.isEmpty && same.notifications.isEmpty)

        var later = EngineShell(settings: ServiceSettings(creators: .anyone))
        later.apply(shell.entries.map(\.change))
        let review = try later.send(.reviewRights, by: .operator)
        // Where an owner approves, an approved subscription is a right of its own.
        let isEnded = model == "whitelist"
        #expect(review.changes == (isEnded ? [.subscriptionSet("news", nurse, nil)] : []))
        #expect(review.notifications.map(\.event) == (isEnded ? [.subscription(nurse, nil)] : []))
    }

    @Test("Only the operator has rights reviewed")
    func onlyTheOperator() {
        var shell = EngineShell()
        #expect(throws: PubSubError.self) { try shell.send(.reviewRights, by: romeo) }
    }

    @Test("Retitling a node judges nobody, closing it everybody")
    func configuring() throws {
        var shell = EngineShell()
        _ = try shell.send(.create("news", configuration: nil), by: romeo)
        for name in 0..<100 {
            let jid = try JID("\(name)@example.org")
            _ = try shell.send(.subscribe("news", jid, options: nil), by: .entity(jid))
        }
        let titled = try shell.send(
            .configure("news", .configuration([("title", "t")])), by: romeo)
        #expect(titled.changes.count == 1)
        let closed = try shell.send(
            .configure("news", .configuration([("access_model", "whitelist")])), by: romeo)
        #expect(closed.changes.count == 101)
        #expect(Set(closed.notifications.flatMap(\.recipients)).count == 100)
        #expect(Set(closed.notifications.map(\.id)).count == 100)
        #expect(shell.engine.nodes["news"]?.subscriptions.audience.isEmpty == true)
    }
}
