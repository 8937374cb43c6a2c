import Testing

@testable import Gateway

@Suite struct RequestDeadlinesTests {
    private static let limits: HTTPLimits = {
        var limits = HTTPLimits()
        limits.requestTimeout = .seconds(10)
        limits.answerTimeout = .seconds(30)
        limits.idleTimeout = .seconds(60)
        return limits
    }()

    private let start = ContinuousClock.now

    private func after(_ seconds: Int) -> ContinuousClock.Instant {
        start.advanced(by: .seconds(seconds))
    }

    @Test func `A request has its time from the begin to the head, and from the head to the end`() {
        var deadlines = RequestDeadlines(limits: Self.limits, at: start)
        #expect(deadlines.deadline == after(10))
        deadlines.headRead(at: after(9))
        #expect(deadlines.deadline == after(19))
        deadlines.requestRead(at: after(18))
        #expect(deadlines.deadline == after(48))
        deadlines.answered(at: after(20))
        #expect(deadlines.deadline == after(80))
        deadlines.headRead(at: after(79))
        #expect(deadlines.deadline == after(89))
    }

    @Test func `A request sent ahead waits for its answer, not for the next request`() {
        var deadlines = RequestDeadlines(limits: Self.limits, at: start)
        for _ in 0..<2 {
            deadlines.headRead(at: start)
            deadlines.requestRead(at: start)
        }
        deadlines.answered(at: after(1))
        #expect(deadlines.deadline == after(31))
        deadlines.answered(at: after(2))
        #expect(deadlines.deadline == after(62))
    }

    @Test func `An early answer does not give a slow body more time`() {
        var deadlines = RequestDeadlines(limits: Self.limits, at: start)
        deadlines.headRead(at: start)
        deadlines.answered(at: after(5))
        #expect(deadlines.deadline == after(10))
    }
}
