import PubSub
import Testing
import XMPP

/// What a token's grants add to the rights of its bearer, and what they do not.
@Suite("Grants")
struct GrantsTests {
    private static let matches: [(String, String, Bool)] = [
        ("news", "news", true), ("news", "news/a", false), ("", "", true), ("", "a", false),
        ("*", "", true), ("*", "a/b", true), ("news/*", "news/", true), ("news/*", "news", false),
        ("*/news", "a/news", true), ("*/news", "a/newsy", false), ("a*b*c", "abc", true),
        ("a*b*c", "a-b-b-c", true), ("a*b*c", "acb", false), ("a*a", "a", false),
        ("a**b", "ab", true), ("*a*", "bab", true), ("*a*", "bbb", false), ("News", "news", false),
    ]

    @Test("An asterisk stands for any text, everything else for itself", arguments: matches)
    func pattern(_ pattern: String, _ node: String, _ isMatch: Bool) {
        #expect(NodePattern(pattern).matches(NodeID(node)) == isMatch)
    }

    private func shell(_ model: String) throws -> EngineShell {
        var shell = EngineShell(
            settings: ServiceSettings(creators: .anyone, createsOnPublish: true))
        let form = DataForm.configuration([("access_model", model)])
        _ = try shell.send(.create("news", configuration: form), by: .user("romeo"))
        return shell
    }

    private func granted(_ name: String?, read: String...) throws -> Requester {
        .granted(
            Grants(read: read.map { NodePattern($0) }),
            to: try name.map { try JID("\($0)@example.org") })
    }

    private func granted(_ name: String?, publish: String...) throws -> Requester {
        .granted(
            Grants(publish: publish.map { NodePattern($0) }),
            to: try name.map { try JID("\($0)@example.org") })
    }

    @Test(
        "A grant opens a closed node, also to somebody without a name",
        arguments: ["open", "whitelist", "authorize"], ["juliet", nil])
    func reading(_ model: String, _ name: String?) throws {
        var shell = try shell(model)
        _ = try shell.send(.openStream(["news"]), by: granted(name, read: "n*"))
        guard model != "open" else { return }
        #expect(throws: PubSubError.self) {
            try shell.send(.openStream(["news"]), by: granted(name, read: "weather"))
        }
    }

    @Test("An outcast gains nothing by a grant, and loses an open stream")
    func outcast() throws {
        var shell = try shell("open")
        let juliet = try granted("juliet", read: "*")
        let outcome = try shell.send(.openStream(["news"]), by: juliet)
        guard case .stream(let opening) = outcome.reply else { return }
        var standing = try #require(opening.standings.first)
        let jid = try JID("juliet@example.org")
        let change = AffiliationChange(jid: jid, affiliation: .outcast)
        for change in try shell.send(.setAffiliations("news", [change]), by: .user("romeo")).changes
        {
            standing.apply(change)
        }
        #expect(!standing.mayRead)
        #expect(throws: PubSubError.forbidden(.retrieve)) {
            try shell.send(.openStream(["news"]), by: juliet)
        }
        #expect(throws: PubSubError.forbidden(.publish)) {
            try shell.send(
                .publish("news", [.small("1")], options: nil), by: granted("juliet", publish: "*"))
        }
    }

    @Test("A grant to publish is none to read, to own, or to take back what others published")
    func publishing() throws {
        var shell = try shell("whitelist")
        let nameless = try granted(nil, publish: "news")
        _ = try shell.send(.publish("news", [.small("1")], options: nil), by: nameless)
        #expect(throws: PubSubError.forbidden(.publish)) {
            try shell.send(
                .publish("news", [.small("1")], options: nil), by: granted(nil, publish: "other"))
        }
        #expect(throws: PubSubError.forbidden(.retract)) {
            try shell.send(.retract("news", ["1"], notify: .configured), by: nameless)
        }
        #expect(throws: PubSubError.forbidden(.delete)) {
            try shell.send(.delete("news"), by: nameless)
        }
        #expect(throws: PubSubError.notAuthorized("news")) {
            try shell.send(.items("news", .all), by: nameless)
        }
    }

    @Test("Who may only publish cannot tell which items there are", arguments: [nil, "juliet"])
    func hiddenItems(_ name: String?) throws {
        var shell = try shell("whitelist")
        let publisher = try granted(name, publish: "news")
        _ = try shell.send(.publish("news", [.small("1")], options: nil), by: .user("romeo"))
        for item in ["1", "2"] as [ItemID] {
            #expect(throws: PubSubError.forbidden(.retract)) {
                try shell.send(.retract("news", [item], notify: .configured), by: publisher)
            }
        }
        #expect(throws: PubSubError.itemNotFound("2")) {
            try shell.send(
                .retract("news", ["2"], notify: .configured),
                by: .granted(
                    Grants(read: [NodePattern("*")], publish: [NodePattern("*")]), to: nil))
        }
    }

    @Test("A node that only a grant makes belongs to the operator")
    func creating() throws {
        var shell = EngineShell(
            settings: ServiceSettings(creators: .admins, createsOnPublish: true))
        let juliet = try granted("juliet", publish: "chat/*")
        _ = try shell.send(.publish("chat/1", [.small("1")], options: nil), by: juliet)
        #expect(shell.engine.nodes["chat/1"]?.owners == [])
        #expect(throws: PubSubError.nodeNotFound("news")) {
            try shell.send(.publish("news", [.small("1")], options: nil), by: juliet)
        }
        // The own item is the bearer's to take back.
        _ = try shell.send(.retract("chat/1", ["1"], notify: .configured), by: juliet)
    }
}
