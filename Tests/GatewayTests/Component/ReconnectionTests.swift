import Testing
import XMPP

@testable import Gateway

@Suite struct ReconnectionTests {
    private let backoff = Backoff(first: .seconds(2), cap: .seconds(16))

    @Test func `A reason is news once, and again after another or after a connection`() {
        var reconnection = Reconnection(backoff: backoff)
        let ends: [(ConnectionEnd, Bool)] = [
            (ConnectionEnd(reason: .wrongSecret), true),
            (ConnectionEnd(reason: .wrongSecret), false),
            (ConnectionEnd(reason: .unreachable("connection refused")), true),
            (ConnectionEnd(reason: .unreachable("connection refused")), false),
            (ConnectionEnd(reason: .connectionLost, wasReady: true), true),
            (ConnectionEnd(reason: .connectionLost, wasReady: true), true),
        ]
        for (end, isNews) in ends {
            #expect(reconnection.ended(end, random: 0).isNews == isNews)
        }
    }

    @Test func `The waits grow until a connection was good`() {
        var reconnection = Reconnection(backoff: backoff)
        let refused = ConnectionEnd(reason: .unreachable("connection refused"))
        #expect(reconnection.ended(refused, random: 0).wait == .seconds(1))
        #expect(reconnection.ended(refused, random: 0).wait == .seconds(2))
        let replaced = ConnectionEnd(reason: .replaced, wasReady: true)
        #expect(reconnection.ended(replaced, random: 0).wait == .seconds(4))
        let lost = ConnectionEnd(reason: .connectionLost, wasReady: true)
        #expect(reconnection.ended(lost, random: 0).wait == .seconds(1))
    }
}
