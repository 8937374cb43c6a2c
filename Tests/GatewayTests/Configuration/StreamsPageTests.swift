import Fanout
import Foundation
import HTTPTypes
import PubSub
import Testing
import XMPP

@testable import Gateway

/// docs/streams.md says what the code does: its tables are compared with what is sent.
@Suite struct StreamsPageTests {
    private let page: String

    init() throws {
        let root = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL
        page = try String(contentsOf: root.appending(path: "docs/streams.md"), encoding: .utf8)
    }

    /// The cells of the table under a heading, without its head.
    private func rows(_ heading: String) throws -> [[String]] {
        let section = try #require(page.components(separatedBy: "\n## \(heading)\n").last)
            .components(separatedBy: "\n## ")[0]
        let lines = section.split(separator: "\n").filter { $0.hasPrefix("|") }
        return lines.dropFirst(2).map { line in
            line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
        }
    }

    /// The words in backquotes.
    private func names(_ cell: String) -> [String] {
        cell.components(separatedBy: "`").enumerated().filter { $0.offset % 2 == 1 }
            .map(\.element)
    }

    private func sent(_ entry: Change) throws -> (event: String, data: String) {
        let encoder = FrameEncoder(epoch: "e", format: .json, framing: .none)
        let entry = Entry(
            position: Position(rawValue: 1), time: Timestamp(milliseconds: 0), service: "s",
            change: entry)
        return fields(try #require(encoder.frame(entry)))
    }

    private func fields(_ frame: [UInt8]) -> (event: String, data: String) {
        let lines = String(decoding: frame, as: UTF8.self).split(separator: "\n")
        let value = { (name: String) in
            lines.first { $0.hasPrefix("\(name): ") }.map { String($0.dropFirst(name.count + 2)) }
        }
        return (value("event") ?? "message", value("data") ?? "")
    }

    private func keys(_ json: String) throws -> [String] {
        let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
        return try #require(object).keys.sorted()
    }

    private static let states: [StreamState] = [
        .open(awaits: ["n"]), .resumed(awaits: ["n"]), .gap(.expired, first: .start),
        .expiring(at: Timestamp(milliseconds: 0)), .lagged(Lag(entries: 1, bytes: 2)),
        .overdue(Lag(entries: 1, bytes: 2)), .revoked("n"), .polled(next: .start), .shutdown,
    ]

    @Test func `Every state is on the page with its data, and no other is`() throws {
        let rows = try rows("States")
        let encoder = FrameEncoder(epoch: "e", format: .item, framing: .none)
        let sent = try Self.states.map { state -> [String] in
            let (event, data) = fields(encoder.stream(state, at: nil))
            #expect(event == "stream")
            let object = try #require(
                try JSONSerialization.jsonObject(with: Data(data.utf8)) as? [String: Any])
            return [try #require(object["state"] as? String)]
                + object.keys.filter { $0 != "state" }.sorted()
        }
        let shown = rows.map { names($0[0]) + names($0[1]).sorted() }
        #expect(Set(shown) == Set(sent))
        #expect(shown.count == sent.count)
    }

    @Test func `The reasons of a gap are on the page`() throws {
        let gap = try #require(try rows("States").first { $0[0] == "`gap`" })
        for reason in [StreamState.GapReason.expired, .closed, .epoch, .unknown] {
            #expect(names(gap[2]).contains(reason.rawValue))
        }
    }

    @Test func `Every event is on the page with the data that it has`() throws {
        let item = Publication(item: Item(id: "1", payload: XMLFragment(trusted: "<a xmlns='u'/>")))
        let changes: [Change] = [
            .itemPublished("n", item), .itemRetracted("n", "1", notify: .configured),
            .nodePurged("n"),
            .nodeDeleted("n"), .nodeCreated("n", NodeConfiguration()),
        ]
        let rows = try rows("Events")
        var events = Set(["stream"])
        for change in changes {
            let (event, data) = try sent(change)
            events.insert(event)
            let row = try #require(rows.first { names($0[0]) == [event] }, "\(event)")
            guard event != "message" else { continue }
            let shown = names(row[1])[0]
            for key in try keys(data) where shown.hasSuffix(",…}") == false {
                #expect(shown.contains("\"\(key)\""), "\(event) \(key)")
            }
        }
        #expect(Set(rows.flatMap { names($0[0]) }) == events)
    }

    @Test func `Every parameter on the page is read, and every format`() throws {
        let rows = try rows("Parameters")
        let read = Set(rows.flatMap { names($0[0]) } + names(rows.last?[2] ?? ""))
        #expect(
            read
                == Set(
                    ["node", "format", "items", "wait", "poll", "padding"]
                        + StreamQuery.cursorNames))
        let formats = ItemFormat.allCases.map(\.rawValue)
        #expect(names(try #require(rows.first { $0[0] == "`format`" })[1]) == formats)
        #expect(try self.rows("Formats").flatMap { names($0[0]) } == formats)
        #expect(page.contains("0 to \(StreamQuery.maximumItems)"))
        #expect(page.contains("\(StreamQuery.maximumNodes) at most"))
    }

    @Test func `The envelope of format json is the one on the page`() throws {
        let item = Publication(
            item: Item(id: "1", payload: XMLFragment(trusted: "<a xmlns='u'/>")))
        let (_, data) = try sent(.itemPublished("n", item))
        let shown = names(try #require(try rows("Formats").last)[1])[0]
        for key in try keys(data) { #expect(shown.contains("\"\(key)\""), "\(key)") }
    }
}
