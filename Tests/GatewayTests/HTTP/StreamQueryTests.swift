import Fanout
import HTTPTypes
import PubSub
import Testing

@testable import Gateway

@Suite struct StreamQueryTests {
    private func query(_ text: String, header: String? = nil) throws(Problem) -> StreamQuery {
        let target = try RequestTarget(text)
        var fields: HTTPFields = [:]
        fields[.lastEventID] = header
        return try StreamQuery(
            path: target.path.dropFirst("/eventsource".count), target: target, fields: fields)
    }

    @Test(arguments: [
        ("/eventsource/news", ["news"]),
        ("/eventsource/a/b/c", ["a/b/c"]),
        ("/eventsource/a%2Fb//", ["a/b//"]),
        ("/eventsource/../x", ["../x"]),
        ("/eventsource/caf%C3%A9%20%3F", ["café ?"]),
        ("/eventsource?node=a&node=b&node=a", ["a", "b"]),
        ("/eventsource/?node=a+b", ["a b"]),
        ("/eventsource?node=%C3%A9&node=e%CC%81", ["\u{E9}", "e\u{301}"]),
    ])
    func `The rest of the path is the node, or the query names several`(
        text: String, nodes: [String]
    ) throws {
        #expect(try query(text).nodes == nodes.map { NodeID($0) })
    }

    @Test(arguments: [
        "/eventsource", "/eventsource/", "/eventsource?node=", "/eventsource/a?format=xml",
        "/eventsource/a?items=-1", "/eventsource/a?items=1001", "/eventsource/a?items=x",
        "/eventsource/%ff", "/eventsource/a?node=b",
        "/eventsource?" + (0...100).map { "node=\($0)" }.joined(separator: "&"),
    ])
    func `What cannot be meant is a bad request`(text: String) {
        let problem = #expect(throws: Problem.self) { try query(text) }
        #expect(problem?.status == .badRequest)
    }

    @Test(arguments: [
        "lastEventId", "lastEventID", "last_event_id", "Last-Event-ID", "evs_last_event_id",
    ])
    func `The cursor may stand in the query under every polyfill's name, and the header wins`(
        name: String
    ) throws {
        let text = "/eventsource/a?\(name)=e-1"
        #expect(try query(text).lastEventID == "e-1")
        #expect(try query(text, header: "e-2").lastEventID == "e-2")
        #expect(try query(text, header: "").lastEventID == "e-1")
        #expect(try query("/eventsource/a?\(name)=").lastEventID == nil)
    }

    @Test(arguments: [
        ("", false), ("?poll", true), ("?poll=1", true), ("?poll=true", true), ("?poll=0", false),
        ("?wait", false),
    ])
    func `A poll is asked for by its name`(text: String, isPoll: Bool) throws {
        #expect(try query("/eventsource/a\(text)").isPoll == isPoll)
    }

    @Test func `Format, items and padding are read`() throws {
        let plain = try query("/eventsource/a")
        #expect(plain.format == .item && plain.items == nil && !plain.wantsPadding)
        let rich = try query("/eventsource/a?format=json&items=1000&padding=true")
        #expect(rich.format == .json && rich.items == 1000 && rich.wantsPadding)
    }
}
