import Testing
import XMPP

@Suite struct CloseReasonTests {
    static let all: [CloseReason] = [
        .unreachable("Connection refused"), .notAComponentPort(.web),
        .noAnswer, .handshakeTimedOut,
        .closedDuringHandshake, .wrongSecret, .unknownHost, .addressInUse, .replaced, .invalidFrom,
        .policyViolation("Too\nbig"), .notWellFormed(nil), .serverShutdown,
        .streamError(condition: "reset", text: "x"), .unreadable(.tooDeep(limit: 1)), .serverSilent,
        .connectionLost, .stopped,
    ]

    @Test(arguments: all)
    func `every reason is one line that names the component and the server`(reason: CloseReason) {
        let sentence = reason.sentence(host: "pubsub.example.org", server: "127.0.0.1:5347")
        #expect(!sentence.contains("\n"))
        #expect(sentence.hasPrefix("component pubsub.example.org: "))
        #expect(sentence.contains("127.0.0.1:5347"))
    }

    @Test func `what an operator can change is named as it is called in each server`() {
        let words: [(CloseReason, [String])] = [
            (
                .wrongSecret,
                ["component.secret", "component_secret", "password", "ejabberd_service"]
            ),
            (.unknownHost, ["Component \"h\"", "prosody.cfg.lua", "ejabberd.yml", "hosts"]),
            (.unreachable("refused"), ["refused", "component.server", "component_ports"]),
            (.replaced, ["only one program"]), (.addressInUse, ["another connection"]),
            (.notWellFormed(nil), ["component_stanza_size_limit"]),
            (.policyViolation(nil), ["max_stanza_size"]), (.invalidFrom, ["host"]),
        ]
        for (reason, expected) in words {
            let sentence = reason.sentence(host: "h", server: "s:1")
            for word in expected { #expect(sentence.contains(word), "\(sentence)") }
        }
    }

    @Test func `the server's own words are quoted on one line and cut short`() {
        let text = String(repeating: "long\n", count: 1000)
        let sentence = CloseReason.policyViolation(text).sentence(host: "h", server: "s:1")
        #expect(sentence.count < 500)
        #expect(sentence.contains("\"long long"))
    }

    @Test func `a setting that must be changed does not shorten the wait`() {
        #expect(Self.all.filter(\.needsOperator).count == 6)
        #expect(CloseReason.replaced.needsOperator)
        #expect(!CloseReason.connectionLost.needsOperator)
    }
}
