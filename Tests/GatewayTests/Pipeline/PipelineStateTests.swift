import Journaling
import Logging
import PubSub
import Synchronization
import Testing
import XMPP

@testable import Gateway

/// The one writer, without its thread: what leaves, when, and what a refusing disk changes.
@Suite struct PipelineStateTests {
    private let journal = RefusingJournal()
    private let full = JournalError.full(path: "journal.db")
    /// What left, in order: `entry`, `notify`, `reply` or `refused`, each with what it is about.
    private let trace = Trace()

    @Test
    func `A batch is one transaction; readers, subscribers and publishers hear in this order`()
        throws
    {
        var state = try state()
        _ = state.settle([
            job("create", .create("n", configuration: nil)),
            job(
                "subscribe", .subscribe("n", try JID("reader@example.org"), options: nil),
                by: "reader"),
        ])
        trace.clear()
        _ = state.settle([publish("1", to: "n"), publish("2", to: "n")])
        #expect(journal.batches == [3, 2])
        #expect(
            trace.lines == [
                "entry 4", "entry 5", "notify 1", "reply publish 1", "notify 2", "reply publish 2",
            ])
    }

    @Test
    func `The last item follows the answer to who subscribed, and a later publication that`()
        throws
    {
        var state = try state()
        _ = state.settle([job("create", .create("n", configuration: nil)), publish("1", to: "n")])
        trace.clear()
        _ = state.settle([
            job(
                "subscribe", .subscribe("n", try JID("reader@example.org"), options: nil),
                by: "reader"),
            publish("2", to: "n"),
        ])
        #expect(
            trace.lines == [
                "entry 4", "entry 5", "reply subscribe", "notify last 1", "notify 2",
                "reply publish 2",
            ])
    }

    @Test func `A later request of a batch sees what the earlier ones did`() throws {
        var state = try state()
        _ = state.settle([
            publish("1", to: "n"), job("create", .create("n", configuration: nil)),
            publish("2", to: "n"),
        ])
        #expect(
            trace.lines == [
                "entry 1", "entry 2", "entry 3", "refused publish 1: nodeNotFound(n)",
                "reply create",
                "reply publish 2",
            ])
    }

    @Test func `Where the disk refuses, all of the batch is told so, and nothing leaves`() throws {
        var state = try state()
        _ = state.settle([job("create", .create("n", configuration: nil))])
        trace.clear()
        journal.refuse(full)
        _ = state.settle([publish("1", to: "n"), publish("2", to: "n")])
        // Where the journal lies is for the log alone.
        let reason = "unavailable(\"Nothing can be stored or read at present: the disk is full.\")"
        #expect(
            trace.lines == [
                "error: nothing can be published: \(full)", "refused publish 1: \(reason)",
                "refused publish 2: \(reason)",
            ])
        #expect(journal.head.rawValue == 2)
    }

    @Test func `What was refused has left no trace`() throws {
        var state = try state()
        journal.refuse(full)
        _ = state.settle([job("create", .create("n", configuration: nil))])
        journal.refuse(nil)
        trace.clear()
        _ = state.settle([publish("1", to: "n")])
        _ = state.settle([job("create", .create("n", configuration: nil)), publish("2", to: "n")])
        #expect(
            trace.lines == [
                "refused publish 1: nodeNotFound(n)", "notice: the journal works again",
                "entry 1", "entry 2", "entry 3", "reply create", "reply publish 2",
            ])
    }

    @Test
    func `A disk that refuses again and again is one line, and requests to read are answered`()
        throws
    {
        var state = try state()
        _ = state.settle([job("create", .create("n", configuration: nil))])
        trace.clear()
        journal.refuse(full)
        for _ in 0..<3 {
            _ = state.settle([publish("1", to: "n")])
            _ = state.settle([job("read", .openStream(["n"]))])
        }
        #expect(trace.lines.filter { $0.hasPrefix("error") }.count == 1)
        #expect(trace.lines.filter { $0 == "reply read" }.count == 3)
        journal.refuse(.locked(path: "journal.db", by: nil))
        _ = state.settle([publish("1", to: "n")])
        #expect(trace.lines.filter { $0.hasPrefix("error") }.count == 2)
        journal.refuse(nil)
        _ = state.settle([publish("1", to: "n")])
        _ = state.settle([publish("2", to: "n")])
        #expect(trace.lines.filter { $0.hasPrefix("notice") }.count == 1)
    }

    @Test func `A batch that the disk refuses still answers who only asks, as things are`() throws {
        var state = try state()
        _ = state.settle([job("create", .create("n", configuration: nil)), publish("1", to: "n")])
        trace.clear()
        journal.refuse(full)
        let readings = state.settle([
            job("before", .nodeInformation("m")), job("make", .create("m", configuration: nil)),
            job("after", .nodeInformation("m")), job("items", .items("n", .all)),
        ])
        #expect(
            trace.lines == [
                "error: nothing can be published: \(full)", "refused before: nodeNotFound(m)",
                "refused make: unavailable(\"Nothing can be stored or read at present: "
                    + "the disk is full.\")", "refused after: nodeNotFound(m)",
            ])
        #expect(readings.map(\.decided.reply.references.count) == [1])
        #expect(state.settle([], after: readings.map { $0.perform(on: journal) }).isEmpty)
        #expect(trace.lines.last == "reply items")
    }

    @Test func `The last item is read once, however many subscribe at once`() throws {
        var state = try state()
        _ = state.settle([job("create", .create("n", configuration: nil)), publish("1", to: "n")])
        trace.clear()
        let everybody = try (0..<50).map {
            SubscriptionChange(jid: try JID("reader\($0)@example.org"), state: .subscribed)
        }
        _ = state.settle([job("give", .setSubscriptions("n", everybody))])
        #expect(trace.lines.filter { $0 == "notify last 1" }.count == 50)
        #expect(journal.asked == [Position(rawValue: 3)])
    }

    @Test func `A disk that refuses costs nobody a look at the whole journal`() throws {
        var state = try state()
        #expect(journal.restorations == 1)
        _ = state.settle([job("create", .create("n", configuration: nil))])
        for number in 0..<5 {
            journal.refuse(full)
            _ = state.settle([publish("\(number)", to: "n")])
            journal.refuse(nil)
            _ = state.settle([publish("\(number) again", to: "n")])
        }
        #expect(journal.restorations == 1)
        #expect(journal.head.rawValue == 7)
    }

    private func state() throws -> PipelineState {
        let trace = trace
        return try PipelineState(
            services: ["pubsub.example.org": ServiceSettings(creators: .anyone)], journal: journal,
            outlets: .init(
                publish: { for entry in $0 { trace.add("entry \(entry.position.rawValue)") } },
                notify: { notification, _ in trace.add(notification.trace) }),
            clock: { Timestamp(milliseconds: 0) },
            logger: Logger(label: "test") { _ in LineCollector { trace.add($0) } })
    }

    private func publish(_ item: ItemID, to node: NodeID) -> Job {
        let payload = XMLFragment(name: "a", namespace: "b", text: "")
        return job(
            "publish \(item)",
            .publish(node, [ItemDraft(id: item, payloads: [payload])], options: nil))
    }

    private func job(_ name: String, _ verb: Verb, by user: String = "owner") -> Job {
        let trace = trace
        let requester = (try? JID("\(user)@example.org")).map(Requester.entity) ?? .anonymous
        return Job(
            request: Request(service: "pubsub.example.org", requester: requester, verb: verb),
            maximumBytes: Pipeline.usualMaximumBytes
        ) { result in
            switch result {
            case .success: trace.add("reply \(name)")
            case .failure(let error): trace.add("refused \(name): \(error)")
            }
        }
    }
}

/// Lines in the order in which they came, from any thread.
private final class Trace: Sendable {
    private let content = Mutex<[String]>([])

    var lines: [String] { content.withLock { $0 } }

    func add(_ line: String) { content.withLock { $0.append(line) } }

    func clear() { content.withLock { $0 = [] } }
}

extension Notification {
    fileprivate var trace: String {
        switch event {
        case .item(let id, _, _): "notify \(id)"
        case .lastItem(let item, _): "notify last \(item.id)"
        default: "notify of something else"
        }
    }
}
