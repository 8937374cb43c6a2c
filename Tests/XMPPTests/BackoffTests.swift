import Testing
import XMPP

@Suite struct BackoffTests {
    @Test func `each wait is twice as long as the one before, up to the cap`() {
        var backoff = Backoff(first: .seconds(1), cap: .seconds(10))
        let waits = (0..<6).map { _ in backoff.next(random: 0) }
        #expect(
            waits == [
                .milliseconds(500), .seconds(1), .seconds(2), .seconds(4), .seconds(5), .seconds(5),
            ])
    }

    @Test func `half of the wait is chance`() {
        var one = Backoff()
        var other = Backoff()
        #expect(one.next(random: 0) == .milliseconds(500))
        #expect(other.next(random: 0.5) == .milliseconds(750))
    }

    @Test func `after many failures it waits no longer than a minute`() {
        var backoff = Backoff()
        var longest = Duration.zero
        for _ in 0..<10_000 { longest = max(longest, backoff.next(random: 0.999)) }
        #expect(longest <= .seconds(60))
    }

    @Test func `after a reset it begins anew`() {
        var backoff = Backoff()
        for _ in 0..<5 { _ = backoff.next(random: 0) }
        backoff.reset()
        #expect(backoff.next(random: 0) == .milliseconds(500))
    }
}
