import Journaling
import Logging
import PubSub
import Testing
import XMPP

@testable import Gateway

/// Items are fetched beside the writer, which waits for none of them.
@Suite(.timeLimit(.minutes(1))) struct PipelineReadingTests {
    private let journal = SlowJournal()
    private let pipeline = Pipeline()
    private let romeo: JID
    private let juliet: JID

    init() async throws {
        romeo = try JID("romeo@example.org")
        juliet = try JID("juliet@example.org")
        pipeline.start(
            try PipelineState(
                services: ["pubsub.example.org": ServiceSettings(creators: .anyone)],
                journal: journal, outlets: .init(publish: { _ in }, notify: { _, _ in }),
                clock: { Timestamp(milliseconds: 0) },
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
        _ = try await ask(.create("n", configuration: nil), by: romeo)
        _ = try await publish("1", by: romeo)
    }

    @Test func `While items are read for one, another publishes and is told so`() async throws {
        async let items = ask(.items("n", .all), by: juliet)
        async let snapshot = ask(.openStream(["n"], newest: 5), by: nil)
        _ = try await publish("2", by: romeo)
        _ = try await publish("3", by: romeo)
        journal.pass(2)
        #expect(try await items.publications.isEmpty == false)
        #expect(try await snapshot.publications.isEmpty == false)
        pipeline.close()
    }

    @Test
    func `An account's answers come in the order of its requests, and see what was decided before`()
        async throws
    {
        let (answers, sink) = AsyncStream<String>.makeStream()
        let note = { @Sendable (name: String) in
            { @Sendable (result: Result<Outcome, PubSubError>) in
                let ids = (try? result.get())?.reply.references.reversed().map(\.id.description)
                sink.yield("\(name) \(ids?.joined(separator: ",") ?? "refused")")
            }
        }
        let requests: [(String, Verb)] = [
            ("items", .items("n", .all)), ("publish", publication("2")),
            ("more", .items("n", .all)), ("retract", .retract("n", ["1"], notify: .configured)),
            ("rest", .items("n", .all)), ("own", .ownAffiliations(nil, nil)),
        ]
        for (name, verb) in requests {
            pipeline.submit(request(verb, by: romeo), inOrderOf: romeo, completion: note(name))
        }
        // Nothing of his is answered yet, and what others ask is.
        _ = try await ask(.ownAffiliations(nil, nil), by: juliet)
        sink.yield("juliet")
        journal.pass(3)
        var log: [String] = []
        for await line in answers {
            log.append(line)
            if log.count == 7 { break }
        }
        #expect(
            log == [
                "juliet", "items 1", "publish ", "more 1,2", "retract ", "rest 2", "own ",
            ])
        pipeline.close()
    }

    @Test func `At the end every request has its answer, and what is only held back a refusal`()
        async throws
    {
        let (answers, sink) = AsyncStream<Bool>.makeStream()
        for _ in 0..<5 {
            pipeline.submit(request(.items("n", .all), by: romeo), inOrderOf: romeo) { result in
                sink.yield((try? result.get())?.publications.count == 1)
            }
        }
        // The first is being read by now.
        _ = try await ask(.ownAffiliations(nil, nil), by: juliet)
        let closing = Task.detached { [pipeline] in pipeline.close() }
        while (try? await ask(.ownAffiliations(nil, nil), by: juliet)) != nil {}
        journal.pass(1)
        await closing.value
        sink.finish()
        var all: [Bool] = []
        for await isAnswered in answers { all.append(isAnswered) }
        #expect(all == [true, false, false, false, false])
    }

    private func publication(_ item: ItemID) -> Verb {
        let payload = XMLFragment(name: "a", namespace: "b", text: "")
        return .publish("n", [ItemDraft(id: item, payloads: [payload])], options: nil)
    }

    private func publish(_ item: ItemID, by jid: JID) async throws -> Outcome {
        try await ask(publication(item), by: jid)
    }

    private func ask(_ verb: Verb, by jid: JID?) async throws -> Outcome {
        try await pipeline.submit(request(verb, by: jid))
    }

    private func request(_ verb: Verb, by jid: JID?) -> Request {
        Request(
            service: "pubsub.example.org", requester: jid.map { .entity($0) } ?? .anonymous,
            verb: verb)
    }
}
