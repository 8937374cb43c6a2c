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
        #expect(deadlines.stage == .head)
        deadlines.headRead(at: after(9))
        #expect(deadlines.stage == .body)
        #expect(deadlines.deadline == after(19))
        deadlines.requestRead(at: after(18))
        #expect(deadlines.deadline == after(48))
        deadlines.answered(at: after(20))
        #expect(deadlines.deadline == after(80))
        #expect(deadlines.stage == .idle)
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

    @Test func `Who is answered before the end of a request is awaited with the next one`() {
        var deadlines = RequestDeadlines(limits: Self.limits, at: start)
        deadlines.headRead(at: start)
        deadlines.answered(at: after(1))
        deadlines.requestRead(at: after(2))
        #expect(deadlines.stage == .idle)
        #expect(deadlines.deadline == after(62))
    }

    @Test func `A client that was not listened to has the time of the answers it waits for`() {
        var deadlines = RequestDeadlines(limits: Self.limits, at: start)
        deadlines.headRead(at: start)
        deadlines.heldBack(at: after(10))
        #expect(deadlines.stage == .answer)
        #expect(deadlines.deadline == after(40))
    }

    @Test func `Once the time was over nothing lengthens it any more`() {
        var deadlines = RequestDeadlines(limits: Self.limits, at: start)
        deadlines.headRead(at: start)
        deadlines.passed(at: after(10))
        deadlines.requestRead(at: after(11))
        deadlines.answered(at: after(12))
        deadlines.headRead(at: after(13))
        #expect(deadlines.stage == .end)
        #expect(deadlines.deadline == after(20))
    }

    @Test func `An early answer does not give a slow body more time`() {
        var deadlines = RequestDeadlines(limits: Self.limits, at: start)
        deadlines.headRead(at: start)
        deadlines.answered(at: after(5))
        #expect(deadlines.deadline == after(10))
    }
}
