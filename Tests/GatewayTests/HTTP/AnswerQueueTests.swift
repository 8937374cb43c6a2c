import Testing

@testable import Gateway

@Suite struct AnswerQueueTests {
    @Test func `Answers leave in the order of their requests`() {
        var queue = AnswerQueue<String>()
        let tickets = (0..<3).map { _ in queue.expect() }
        queue.fulfil(tickets[1], with: "second")
        #expect(queue.next() == nil)
        queue.fulfil(tickets[0], with: "first")
        #expect(queue.next() == "first")
        #expect(queue.next() == "second")
        #expect(queue.next() == nil)
        #expect(queue.count == 1)
        let last = queue.expect()
        queue.fulfil(last, with: "fourth")
        queue.fulfil(tickets[2], with: "third")
        #expect(queue.next() == "third")
        #expect(queue.next() == "fourth")
        #expect(queue.isEmpty)
    }

    @Test func `An answer without a place is nobody's`() {
        var queue = AnswerQueue<String>()
        queue.fulfil(0, with: "nobody's")
        let ticket = queue.expect()
        queue.fulfil(ticket, with: "first")
        _ = queue.next()
        queue.fulfil(ticket, with: "again")
        #expect(queue.next() == nil)
    }
}
