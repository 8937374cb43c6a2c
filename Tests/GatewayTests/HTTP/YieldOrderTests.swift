import Testing

@testable import Gateway

/// Who is asked to make room, and when.
@Suite struct YieldOrderTests {
    private typealias Moment = ContinuousClock.Instant
    private let begin = Moment.now

    private func at(_ seconds: Double) -> Moment {
        begin.advanced(by: .seconds(seconds))
    }

    @Test func `Nobody is asked before its grace is over, and then the oldest first`() {
        var order = YieldOrder<Int, Moment>(grace: .seconds(2))
        #expect(order.next() == nil)
        for id in 0..<5 { order.enter(id, at: at(Double(id) / 10)) }
        #expect(order.ask(atMost: 5, at: at(1.9)) == [])
        #expect(order.next() == at(2))
        #expect(order.ask(atMost: 5, at: at(2.2)) == [0, 1, 2])
        #expect(order.ask(atMost: 1, at: at(3)) == [3])
    }

    @Test func `Who was asked and stayed has its grace again, after those who came meanwhile`() {
        var order = YieldOrder<Int, Moment>(grace: .seconds(1))
        order.enter(1, at: at(0))
        order.enter(2, at: at(1))
        #expect(order.ask(atMost: 9, at: at(1.5)) == [1])
        #expect(order.ask(atMost: 9, at: at(2.4)) == [2])
        #expect(order.ask(atMost: 9, at: at(2.6)) == [1])
        #expect(order.count == 2)
    }

    @Test func `Who has left is not asked, and has a new grace when it comes again`() {
        var order = YieldOrder<Int, Moment>(grace: .seconds(1))
        for id in [1, 2, 3] { order.enter(id, at: at(0)) }
        order.leave(1)
        order.leave(2)
        order.enter(2, at: at(0.5))
        #expect(order.count == 2)
        #expect(order.ask(atMost: 9, at: at(1)) == [3])
        #expect(order.next() == at(1.5))
    }

    @Test func `Without a grace everybody is asked once at a time`() {
        var order = YieldOrder<Int, Moment>(grace: .zero)
        for id in [1, 2, 3] { order.enter(id, at: at(0)) }
        #expect(order.ask(atMost: 9, at: at(0)) == [1, 2, 3])
    }

    @Test func `Fifty thousand who come and leave behind one who stays leave nothing`() {
        var order = YieldOrder<Int, Moment>(grace: .seconds(1))
        order.enter(0, at: at(0))
        for id in 1...50_000 {
            order.enter(id, at: at(0))
            order.leave(id)
        }
        #expect(order.turnsKept < 100)
        #expect(order.ask(atMost: 2, at: at(1)) == [0])
    }
}
