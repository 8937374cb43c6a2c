import Fanout
import HTTPTypes
import Journaling
import PubSub
import Testing
import XMPP

@testable import Gateway

/// What a stream begins with, as the bytes that go to the browser.
@Suite struct StreamRouteTests {
    private func events(_ preamble: String?) -> [String] {
        guard let end = preamble?.firstRange(of: "\r\n\r\n") else { return [] }
        return preamble?[end.upperBound...].split(separator: "\n\n").map(String.init) ?? []
    }

    @Test func `A node that is not there is not found, and the problem says how to make it`()
        async throws
    {
        let response = try #require(try await RoutesFixture().response(.get, "/eventsource/a%20b"))
        #expect(response.status == .notFound)
        #expect(response.body.contains("/publish/a%20b"))
        #expect(response.body.contains("'a b'"))
        #expect(response.body.contains("?wait"))
    }

    @Test func `The head keeps proxies from holding the stream back`() async throws {
        let fixture = try RoutesFixture()
        await fixture.publish("one", id: "1")
        let head = try #require(await fixture.preamble("/eventsource/news"))
        #expect(head.hasPrefix("HTTP/1.1 200 OK\r\n"))
        for line in [
            "Content-Type: text/event-stream", "Cache-Control: no-store, no-transform",
            "X-Accel-Buffering: no", "Access-Control-Allow-Origin: *", "Connection: close",
        ] {
            #expect(head.contains("\r\n\(line)\r\n"), "\(line)")
        }
        #expect(!head.contains("Transfer-Encoding"))
    }

    @Test func `A fresh stream begins with the last item, and its cursor ends at the head`()
        async throws
    {
        let fixture = try RoutesFixture()
        await fixture.publish("one", id: "1")
        await fixture.publish("two", id: "2")
        await fixture.publish("elsewhere", id: "1", to: "other")
        let head = fixture.journal.head.rawValue
        let events = events(await fixture.preamble("/eventsource/news"))
        #expect(
            events == [
                ":welcome\nretry: 2000\nid: e-3\ndata: two",
                "id: e-\(head)\nevent: stream\ndata: {\"state\":\"open\"}",
            ])
    }

    @Test func `A stream tells which of its nodes do not exist yet, whether it begins or goes on`()
        async throws
    {
        let fixture = try RoutesFixture()
        await fixture.publish("one", id: "1")
        let target = "/eventsource?node=news&node=nde&node=%C3%BC&wait"
        let fresh = events(await fixture.preamble(target))
        #expect(
            fresh.last
                == "id: e-2\nevent: stream\ndata: {\"state\":\"open\",\"awaits\":[\"nde\",\"ü\"]}"
        )
        let resumed = events(await fixture.preamble(target, lastEventID: "e-2"))
        #expect(
            resumed.last?.hasSuffix("data: {\"state\":\"resumed\",\"awaits\":[\"nde\",\"ü\"]}")
                == true)
        let gap = events(await fixture.preamble(target, lastEventID: "f-1"))
        #expect(gap.last == fresh.last)
        await fixture.publish("one", id: "1", to: "nde")
        #expect(
            events(await fixture.preamble(target)).last?.hasSuffix(
                "{\"state\":\"open\",\"awaits\":[\"ü\"]}") == true)
    }

    @Test func `A reader may ask for the newest items of all its nodes, in order`() async throws {
        let fixture = try RoutesFixture()
        for number in 1...3 {
            await fixture.publish("a\(number)", id: "\(number)", to: "a")
            await fixture.publish("b\(number)", id: "\(number)", to: "b")
        }
        let target = "/eventsource?node=a&node=b&format=payload"
        let data = { (events: [String]) in
            events.compactMap { event in
                event.firstRange(of: "data: ").map { event[$0.upperBound...] }
            }
        }
        let four = data(events(await fixture.preamble(target + "&items=4")))
        #expect(four == ["a2", "b2", "a3", "b3", "{\"state\":\"open\"}"])
        let none = data(events(await fixture.preamble(target + "&items=0")))
        #expect(none == ["{\"state\":\"open\"}"])
    }

    @Test func `A cursor of this journal is resumed, and the hub goes on from there`() async throws
    {
        let fixture = try RoutesFixture()
        await fixture.publish("one", id: "1")
        await fixture.publish("two", id: "2")
        let fields: HTTPFields = [.lastEventID: "e-2"]
        guard case .stream(let stream) = await fixture.answer(.get, "/eventsource/news", fields)
        else {
            Issue.record("no stream")
            return
        }
        #expect(stream.cursor == Position(rawValue: 2))
        #expect(stream.openedAt == fixture.journal.head)
        let preamble = await fixture.preamble("/eventsource/news", lastEventID: "e-2")
        #expect(
            events(preamble) == [
                ":welcome\nretry: 2000\nid: e-2\nevent: stream\ndata: {\"state\":\"resumed\"}"
            ])
    }

    @Test(arguments: [("f-1", "epoch"), ("nonsense", "unknown"), ("e-999", "unknown")])
    func `A cursor that cannot be resumed is told of the gap and given the present items`(
        cursor: String, reason: String
    ) async throws {
        let fixture = try RoutesFixture()
        await fixture.publish("one", id: "1")
        await fixture.publish("two", id: "2")
        let events = events(await fixture.preamble("/eventsource/news", lastEventID: cursor))
        try #require(events.count == 4)
        #expect(
            events[0].hasPrefix(
                ":welcome\nretry: 2000\nevent: stream\n"
                    + "data: {\"state\":\"gap\",\"reason\":\"\(reason)\""))
        #expect(events[1] == "id: e-2\ndata: one")
        #expect(events[2] == "id: e-3\ndata: two")
        #expect(events[3] == "id: e-3\nevent: stream\ndata: {\"state\":\"open\"}")
    }

    @Test func `What retention has taken is a gap, but not for nodes that it did not touch`()
        async throws
    {
        let fixture = try RoutesFixture()
        await fixture.publish("one", id: "1")
        await fixture.publish("two", id: "2")
        await fixture.publish("elsewhere", id: "1", to: "other")
        _ = try fixture.journal.trim(
            .init(maximumEntries: 3), now: Timestamp(milliseconds: 0))
        let touched = try #require(
            await fixture.preamble("/eventsource/news", lastEventID: "e-1"))
        #expect(touched.contains(#"{"state":"gap","reason":"expired","first":"e-2""#))
        // What the node still has of before, then everything after: "two" is the hub's to send.
        #expect(touched.contains("id: e-2\ndata: one"))
        #expect(touched.contains("id: e-2\nevent: stream\ndata: {\"state\":\"open\"}"))
        let untouched = try #require(
            await fixture.preamble("/eventsource/other", lastEventID: "e-1"))
        #expect(untouched.contains(#"{"state":"resumed"}"#))
    }

    @Test func `A node is followed under the spelling that it was created by, and no other`()
        async throws
    {
        let fixture = try RoutesFixture()
        await fixture.publish("one", id: "1", to: "caf%C3%A9")
        await fixture.publish("two", id: "%C3%A9", to: "caf%C3%A9")
        await fixture.publish("three", id: "e%CC%81", to: "caf%C3%A9")
        let events = events(
            await fixture.preamble("/eventsource/caf%C3%A9?items=9", lastEventID: nil))
        #expect(events.filter { $0.contains("data: t") }.count == 2)
        let other = "/eventsource/cafe%CC%81"
        #expect(await fixture.response(.get, other)?.status == .notFound)
        // Who comes back to a node that is not there is told to stop, and never that it resumes.
        let again = await fixture.response(.get, other, [.lastEventID: "e-1"])
        #expect(again?.status == .noContent)
    }

    @Test(arguments: [nil, "f-1"])
    func `A node that keeps no items begins with none, and refuses nobody for it`(cursor: String?)
        async throws
    {
        let fixture = try RoutesFixture()
        _ = try await fixture.pipeline.submit(
            PubSub.Request(
                service: "pubsub.example.org", requester: .operator,
                verb: .create(
                    "news",
                    configuration: DataForm(
                        .submit, formType: Namespaces.nodeConfiguration,
                        fields: [.init("pubsub#persist_items", values: ["0"])]))))
        await fixture.publish("one", id: "1")
        let target = "/eventsource/news?items=5"
        let events = events(await fixture.preamble(target, lastEventID: cursor))
        #expect(events.last?.hasSuffix("data: {\"state\":\"open\"}") == true)
        #expect(!events.contains { $0.contains("data: one") })
    }

    @Test func `What a stream begins with is bounded, and the newest items come first to stay`()
        async throws
    {
        let fixture = try RoutesFixture(maximumPayloadBytes: 250_000)
        let text = String(repeating: "x", count: 200_000)
        for node in ["a", "b"] {
            for number in 1...4 {
                await fixture.publish("\(number)\(text)", id: "\(number)", to: node)
            }
        }
        let preamble = try #require(
            await fixture.preamble("/eventsource?node=a&node=b&items=100&format=payload"))
        #expect(preamble.utf8.count < 1_100_000)
        #expect(
            events(preamble).filter { $0.contains("xxx") }.map { $0.suffix(200_001).prefix(1) }
                == ["4", "1", "2", "3", "4"])
    }

    @Test func `A poll begins with its items and no comment, and its connection ends with it`()
        async throws
    {
        let fixture = try RoutesFixture()
        await fixture.publish("one", id: "1")
        let preamble = await fixture.preamble("/eventsource/news?poll")
        #expect(events(preamble) == ["retry: 2000", "id: e-2\ndata: one"])
        #expect(preamble?.contains("\r\nConnection: close\r\n") == true)
        let resumed = await fixture.preamble("/eventsource/news?poll", lastEventID: "e-1")
        #expect(events(resumed) == ["retry: 2000"])
        let gap = events(await fixture.preamble("/eventsource/news?poll", lastEventID: "f-1"))
        #expect(gap.count == 3 && gap[1].contains("\"gap\"") && gap[2] == "id: e-2\ndata: one")
    }
}
