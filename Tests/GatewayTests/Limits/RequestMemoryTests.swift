import Dispatch
import PubSub
import Testing

@testable import Gateway

/// What bodies take of the memory, on real sockets.
@Suite struct RequestMemoryTests {
    @Test func `What is taken is counted, and nothing is where there is no room for all of it`() {
        let memory = RequestMemory(maximum: 10)
        #expect(memory.take(6))
        #expect(!memory.take(5))
        #expect(memory.bytes == 6)
        #expect(memory.take(4))
        memory.giveBack(10)
        #expect(memory.bytes == 0)
    }

    private func begun(_ id: Int, _ body: String, of length: Int) -> String {
        RoutesFixture.publish("news", id: "\(id)") + "Content-Length: \(length)\r\n\r\n" + body
    }

    @Test func `Bodies have a bound together, and who comes too late is told to come back`()
        async throws
    {
        var limits = Settings.Limits()
        limits.requestMemory = 1500
        try await RoutesFixture.withFront(clients: limits) { fixture, port in
            let body = String(repeating: "x", count: 600)
            var slow: [LoopbackClient] = []
            for id in 0..<2 {
                let client = try LoopbackClient(port: port)
                try await client.send(begun(id, body, of: 700))
                slow.append(client)
            }
            #expect(await fixture.waits { $0.admission.memory.bytes == 1200 })
            let late = try LoopbackClient(port: port)
            try await late.send(begun(9, body, of: 600))
            let refused = try await late.read(until: "}\n")
            #expect(refused.contains(" 503 Service Unavailable\r\n"))
            #expect(refused.contains("Retry-After: 1\r\n"))
            #expect(refused.contains(#""setting":"limits.request_memory""#))
            #expect(fixture.figure("refused_by_request_memory") == 1)
            // A connection that goes gives back what it has taken, and so does an answer.
            slow.removeLast()
            #expect(await fixture.waits { $0.admission.memory.bytes == 600 })
            try await late.send(begun(9, body, of: 600))
            #expect(try await late.read(until: "}\n").contains(" 201 Created\r\n"))
            try await slow[0].send(String(repeating: "x", count: 100))
            #expect(try await slow[0].read(until: "}\n").contains(" 201 Created\r\n"))
            #expect(await fixture.waits { $0.admission.memory.bytes == 0 })
        }
    }

    @Test func `Bodies that are refused give back what they have taken`() async throws {
        try await RoutesFixture.withFront { fixture, port in
            let client = try LoopbackClient(port: port)
            let chunk = "400\r\n" + String(repeating: "a", count: 1024) + "\r\n"
            let head = RoutesFixture.publish("news", id: "1") + "Transfer-Encoding: chunked\r\n\r\n"
            try await client.send(head + String(repeating: chunk, count: 300) + "0\r\n\r\n")
            #expect(try await client.read(until: "}\n").contains(" 413 "))
            #expect(fixture.figure("refused_by_maximum_payload") == 1)
            #expect(fixture.admission.memory.bytes == 0)
            try await client.send(begun(1, "short", of: 30))
            client.finish()
            #expect(try await client.readToEnd().contains(" 400 "))
            #expect(fixture.admission.memory.bytes == 0)
        }
    }

    @Test func `One client that sends ahead is held back, and gets all its answers`() async throws {
        try await RoutesFixture.withFront { fixture, port in
            let gate = fixture.holdPipeline()
            let client = try LoopbackClient(port: port)
            // More than the service takes, and less than the front does.
            let body = String(repeating: "x", count: 100_000)
            let requests = (0..<60).map { begun($0, body, of: 100_000) }.joined()
            async let isSent: Void = client.send(requests)
            #expect(await fixture.waits { $0.admission.memory.bytes >= 1_000_000 })
            #expect(fixture.admission.memory.bytes <= 2_000_000)
            gate.signal()
            let answers = try await client.read(until: { $0.split(separator: " 413 ").count > 60 })
            try await isSent
            #expect(!answers.contains(" 503 "))
            #expect(await fixture.waits { $0.admission.memory.bytes == 0 })
            #expect(fixture.figure("refused_by_maximum_payload") == 60)
        }
    }
}
