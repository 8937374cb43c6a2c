import EventStream
import Synchronization
import Testing

@testable import EventSourceClient

@Suite("What bounds a source", .timeLimit(.minutes(1)))
struct BoundsTests {
    /// What became of a server that sends without end.
    private enum Held {
        case back, notAtAll
    }

    @Test("A consumer that takes its time holds the server back")
    func backPressure() async throws {
        // The two sockets' buffers hold a few megabytes by themselves.
        let total = 64
        let sent = Mutex(0)
        let text = String(
            repeating: "data: " + String(repeating: "x", count: 1017) + "\n\n", count: 1024)
        let (states, state) = AsyncStream<Held>.makeStream()
        let count = try await ScriptedServer.run { connection in
            try await connection.open()
            let heldBack = connection.heldBack
            let watch = Task {
                try await heldBack()
                state.yield(.back)
            }
            defer { watch.cancel() }
            for number in 1...total {
                try await connection.send(text)
                sent.withLock { $0 = number }
            }
            state.yield(.notAtAll)
        } _: { port in
            var iterator = EventSource(EventSourceTests.url(port)).makeAsyncIterator()
            let first = try await iterator.next()
            #expect(first != nil)
            for await held in states.prefix(1) { #expect(held == .back) }
            let ahead = sent.withLock { $0 }
            #expect(ahead < total / 2, "\(ahead) MB were taken ahead of the consumer")
            var count = 1
            while count < total * 1024, try await iterator.next() != nil { count += 1 }
            return count
        }
        #expect(count == total * 1024)
        #expect(sent.withLock { $0 } == total)
    }

    @Test("An event that is too big ends the sequence with what is wrong")
    func bigEvent() async throws {
        var configuration = EventSourceTests.configuration()
        configuration.maximumEventBytes = 1000
        let got = Mutex<[String?]>([])
        let error = await #expect(throws: EventSourceError.self) {
            try await ScriptedServer.run { connection in
                try await connection.open("data: small\n\ndata: ")
                while true { try await connection.send(String(repeating: "x", count: 100)) }
            } _: { [configuration] port in
                let source = EventSource(
                    EventSourceTests.url(port), configuration: configuration)
                for try await event in source { got.withLock { $0.append(event.data) } }
            }
        }
        #expect(error == .eventTooBig(maximumBytes: 1000))
        #expect(got.withLock { $0 } == ["small"])
    }

    @Test("Many sources may follow one host")
    func manySources() async throws {
        try await ScriptedServer.run { connection in
            try await connection.open("data: a\n\n")
            try await connection.waitForClient()
        } _: { port in
            var iterators: [EventSource.AsyncIterator] = []
            for _ in 0..<40 {
                var iterator = EventSource(EventSourceTests.url(port)).makeAsyncIterator()
                let event = try await iterator.next()
                #expect(event?.data == "a")
                iterators.append(iterator)
            }
        }
    }

    /// Where a consumer is when its task is cancelled.
    enum Moment: String, CaseIterable {
        case connecting, reading, waiting
    }

    @Test("Cancellation ends the sequence at once, and the connection", arguments: Moment.allCases)
    func cancellation(moment: Moment) async throws {
        var configuration = EventSource.Configuration()
        configuration.silenceTimeout = nil
        configuration.answerTimeout = .seconds(3600)
        configuration.delays.initial = .seconds(3600)
        let (moments, reached) = AsyncStream<Void>.makeStream()
        let (closings, closed) = AsyncStream<Void>.makeStream()
        configuration.onStateChange = { state in
            switch (state, moment) {
            case (.reconnecting, .waiting), (.opened, .reading): reached.yield()
            default: break
            }
        }
        try await ScriptedServer.run { connection in
            switch moment {
            case .connecting:
                reached.yield()
                try await connection.waitForClient()
            case .reading:
                try await connection.open(":\n\n")
                try await connection.waitForClient()
            case .waiting: try await connection.open()
            }
            closed.yield()
        } _: { [configuration] port in
            let consumer = Task {
                var count = 0
                let source = EventSource(
                    EventSourceTests.url(port), configuration: configuration)
                for try await _ in source { count += 1 }
                return count
            }
            for await _ in moments.prefix(1) {}
            consumer.cancel()
            let count = try await consumer.value
            #expect(count == 0)
            for await _ in closings.prefix(1) {}
        }
    }

    @Test("A consumer that leaves closes the connection")
    func leaving() async throws {
        let (closings, closed) = AsyncStream<Void>.makeStream()
        try await ScriptedServer.run { connection in
            try await connection.open("data: a\n\n")
            try await connection.waitForClient()
            closed.yield()
        } _: { port in
            for try await _ in EventSource(EventSourceTests.url(port)) { break }
            for await _ in closings.prefix(1) {}
        }
    }
}
