import Testing
import XMPP

@testable import Gateway

@Suite(.timeLimit(.minutes(1))) struct ComponentLinkConnectingTests {
    @Test func `The handshake is the SHA-1 of the stream's id and the secret (XEP-0114 §3)`()
        async throws
    {
        // FIPS 180-4's digest of "abc".
        try await withLink(secret: "bc") { server, probe in
            let peer = try await server.accept()
            #expect(
                await peer.next()
                    == "<stream:stream xmlns=\"jabber:component:accept\" "
                    + "xmlns:stream=\"http://etherx.jabber.org/streams\" "
                    + "to=\"pubsub.example.org\"/>")
            try await peer.write(
                "<stream:stream xmlns:stream='http://etherx.jabber.org/streams' "
                    + "xmlns='jabber:component:accept' from='pubsub.example.org' id='a'>")
            #expect(
                await peer.next()
                    == "<handshake>a9993e364706816aba3e25717850c26c9cd0d89d</handshake>")
            try await peer.write("<handshake/>")
            #expect(try await probe.line() == "notice: component pubsub.example.org is connected")
            guard case .connected = probe.link.state else {
                Issue.record("\(probe.link.state)")
                return
            }
        }
    }

    @Test func `A wrong secret is told once, and tried again until it is right`() async throws {
        try await withLink { server, probe in
            for _ in 1...3 {
                let peer = try await server.accept()
                try await peer.open()
                _ = await peer.next()
                try await peer.refuse("not-authorized")
            }
            try await server.accept().acceptComponent()
            let refusal = try await probe.line()
            #expect(refusal.hasPrefix("error: component pubsub.example.org: 127.0.0.1:"))
            #expect(refusal.contains("component.secret here must equal component_secret"))
            #expect(refusal.contains("(next attempt in 0.0 s)"))
            #expect(!refusal.contains(Peer.secret))
            #expect(try await probe.line() == "notice: component pubsub.example.org is connected")
        }
    }

    @Test(arguments: [
        ("host-unknown", "has no such component"), ("conflict", "to another connection"),
    ]) func `The server says why it refuses the address`(condition: String, part: String)
        async throws
    {
        try await withLink { server, probe in
            let peer = try await server.accept()
            // Prosody opens without an id where it knows no such component.
            try await peer.open(id: "")
            try await peer.refuse(condition)
            #expect(try await probe.line().contains(part))
        }
    }

    @Test(arguments: [
        ("conflict", "error", "has taken over this address"),
        ("policy-violation", "warning", "over its limits"),
        ("system-shutdown", "warning", "shutting down"),
    ]) func `The server says why it ends the stream, and the link comes back`(
        condition: String, level: String, part: String
    ) async throws {
        try await withLink { server, probe in
            let peer = try await server.accept()
            try await peer.acceptComponent()
            _ = try await probe.line()
            try await peer.refuse(condition)
            let line = try await probe.line()
            #expect(line.hasPrefix(level) && line.contains(part), "\(line)")
            try await server.accept().acceptComponent()
            #expect(try await probe.line() == "notice: component pubsub.example.org is connected")
            #expect(probe.link.counts.connections == 2)
        }
    }

    @Test func `A port where nobody listens is told, with what to check`() async throws {
        let server = try await FakeServer.start()
        try await server.stop()
        let probe = try LinkProbe(to: server.endpoint)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await probe.link.run() }
            let line = try await probe.line()
            #expect(line.contains("no connection to \(server.endpoint) (connection refused)"))
            group.cancelAll()
        }
        #expect(probe.link.state == .stopped)
    }

    @Test func `What is no component port is told apart`() async throws {
        try await withLink { server, probe in
            try await server.accept().write("HTTP/1.1 400 Bad Request\r\n\r\n")
            let line = try await probe.line()
            #expect(line.contains("is no component port: a web server answers there"))
            #expect(line.hasPrefix("error: "))
        }
    }

    @Test func `What says nothing is told, and how long there has been no link`() async throws {
        var limits = LinkLimits.quick
        limits.answerAfter = .milliseconds(50)
        try await withLink(limits: limits) { server, probe in
            let first = try await server.accept()
            #expect(
                try await probe.line().contains("says nothing; perhaps it is a port for the web"))
            first.close()
            let second = try await server.accept()
            // A third attempt may be under way.
            switch probe.link.state {
            case .connecting(let outage?), .waiting(_, let outage):
                #expect(outage.reason.contains("says nothing"))
            default: Issue.record("\(probe.link.state)")
            }
            second.close()
        }
    }

    @Test func `A link is stopped at any time: before, during and after the handshake`()
        async throws
    {
        try await withLink { _, _ in }
        try await withLink { server, _ in _ = try await server.accept().open() }
        try await withLink { server, probe in
            try await server.accept().acceptComponent()
            _ = try await probe.line()
        }
    }
}
