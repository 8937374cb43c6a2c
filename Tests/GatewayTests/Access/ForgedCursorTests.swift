import Fanout
import HTTPTypes
import Journaling
import PubSub
import Testing
import XMPP

@testable import Gateway

/// A cursor is nothing but a number: who brings one is not thereby somebody who was let in at that time.
@Suite struct ForgedCursorTests {
    private let fixture: RoutesFixture

    init() throws {
        fixture = try RoutesFixture()
    }

    /// The first events of a stream, and the items that it delivers.
    private func opened(
        _ target: String, _ cursor: String, on fixture: RoutesFixture? = nil
    ) async throws -> (preamble: String, texts: [String]) {
        let fixture = fixture ?? self.fixture
        let answer = await fixture.answer(.get, target, [.lastEventID: cursor])
        guard case .stream(let stream) = answer else {
            Issue.record("\(answer) is no stream")
            return ("", [])
        }
        let bytes = stream.reader(.socket(-1), head: .sent, framing: .none).preamble
        return (String(decoding: bytes, as: UTF8.self), try fixture.texts(of: stream))
    }

    private func closedGap(first: Int64) -> String {
        #"{"state":"gap","reason":"closed","first":"e-\#(first)"}"#
    }

    private var cursor: String { "e-\(fixture.journal.head.rawValue)" }

    /// A closed node with an item, which is deleted. Gives the position of that.
    private func deleteClosedNode() async throws -> Int64 {
        try await fixture.ask(.create("news", configuration: .accessModel("whitelist")))
        await fixture.publish("secret", id: "1")
        try await fixture.ask(.delete("news"))
        return fixture.journal.head.rawValue
    }

    @Test(arguments: ["?wait", "?wait&poll", "?wait&items=5"])
    func `Who awaits a node gets nothing of one that had its name`(query: String) async throws {
        let deletion = try await deleteClosedNode()
        let target = "/eventsource/news" + query
        let (preamble, texts) = try await opened(target, "e-0")
        #expect(preamble.contains(closedGap(first: deletion)))
        #expect(texts.isEmpty)
    }

    @Test func `A node that is made anew has the history of the new one, for everybody`()
        async throws
    {
        let deletion = try await deleteClosedNode()
        await fixture.publish("elsewhere", id: "1", to: "other")
        await fixture.publish("new", id: "1")
        for cursor in ["e-0", "e-1", "e-\(deletion - 1)"] {
            let (preamble, texts) = try await opened("/eventsource/news", cursor)
            #expect(preamble.contains(closedGap(first: deletion)))
            #expect(texts == ["new"])
        }
        let operatorsOwn = await fixture.answer(
            .get, "/eventsource/news",
            [.authorization: "Bearer \(RoutesFixture.token)", .lastEventID: "e-0"])
        guard case .stream(let stream) = operatorsOwn else {
            Issue.record("no stream")
            return
        }
        #expect(try fixture.texts(of: stream) == ["new"])
    }

    @Test func `A node that was opened shows what it has, and nothing that it took back before`()
        async throws
    {
        try await fixture.ask(.create("news", configuration: .accessModel("whitelist")))
        await fixture.publish("secret", id: "1")
        await fixture.publish("kept", id: "2")
        await fixture.publish("later retracted", id: "3")
        try await fixture.ask(.retract("news", ["1"], notify: .configured))
        let closed = fixture.journal.head.rawValue
        try await fixture.ask(.configure("news", .accessModel("open")))
        try await fixture.ask(.retract("news", ["3"], notify: .configured))
        await fixture.publish("one", id: "4")
        for cursor in ["e-0", "e-\(closed - 1)"] {
            let (preamble, texts) = try await opened("/eventsource/news", cursor)
            #expect(preamble.contains(closedGap(first: closed)))
            #expect(texts == ["kept", "one"])
        }
        #expect(try await opened("/eventsource/news", "e-\(closed)").texts == ["one"])
    }

    @Test func `A restart forgets neither an opening nor a deletion`() async throws {
        try await fixture.ask(.create("opened", configuration: .accessModel("whitelist")))
        await fixture.publish("secret", id: "1", to: "opened")
        try await fixture.ask(.retract("opened", ["1"], notify: .configured))
        try await fixture.ask(.configure("opened", .accessModel("open")))
        _ = try await deleteClosedNode()
        let again = try RoutesFixture(journal: fixture.journal)
        for target in ["/eventsource/opened", "/eventsource/news?wait"] {
            let (preamble, texts) = try await opened(target, "e-0", on: again)
            #expect(preamble.contains(#""reason":"closed""#))
            #expect(texts.isEmpty)
        }
    }

    @Test func `A gap in one of several nodes loses nothing of the others in silence`() async throws
    {
        await fixture.publish("before", id: "1", to: "other")
        let deletion = try await deleteClosedNode()
        await fixture.publish("between", id: "2", to: "other")
        await fixture.publish("new", id: "1")
        let (preamble, texts) = try await opened("/eventsource?node=other&node=news", "e-0")
        #expect(preamble.contains(closedGap(first: deletion)))
        #expect(texts == ["before", "between", "new"])
    }

    @Test func `Who was there is told of no gap where nothing is missing`() async throws {
        await fixture.publish("one", id: "1")
        let (before, title) = (
            cursor,
            DataForm(
                .submit, formType: Namespaces.nodeConfiguration,
                fields: [.init("pubsub#title", values: ["News"])])
        )
        try await fixture.ask(.configure("news", title))
        await fixture.publish("two", id: "2")
        let titled = try await opened("/eventsource/news", before)
        #expect(titled.preamble.contains("resumed") && titled.texts == ["two"])
        // Its last event was the deletion; then it waits, is cut off, and comes back.
        try await fixture.ask(.delete("news"))
        let deleted = cursor
        await fixture.publish("elsewhere", id: "1", to: "other")
        let waiting = try await opened("/eventsource/news?wait", deleted)
        #expect(waiting.preamble.contains("resumed") && waiting.texts.isEmpty)
        await fixture.publish("elsewhere", id: "2", to: "other")
        await fixture.publish("new", id: "1")
        let back = try await opened("/eventsource/news?wait", deleted)
        #expect(back.preamble.contains("resumed") && back.texts == ["new"])
    }
}
