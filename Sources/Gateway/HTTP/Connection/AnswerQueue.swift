import NIOCore

/// The answers that a connection owes, in the order of its requests, whatever the order in which they
/// come about (RFC 9112 §9.3.2).
struct AnswerQueue<Answer: Sendable>: Sendable {
    /// `nil`: not there yet.
    private var answers = CircularBuffer<Answer?>()
    /// Tickets are numbers in order; this is the oldest one's.
    private var oldest = 0

    /// Names the place of an answer.
    typealias Ticket = Int

    var count: Int { answers.count }
    var isEmpty: Bool { answers.isEmpty }

    /// Takes a place at the end.
    mutating func expect() -> Ticket {
        answers.append(nil)
        return oldest + answers.count - 1
    }

    mutating func fulfil(_ ticket: Ticket, with answer: Answer) {
        let offset = ticket - oldest
        guard offset >= 0, offset < answers.count else { return }
        answers[answers.index(answers.startIndex, offsetBy: offset)] = answer
    }

    /// The oldest answer, if it is there; its place is given up.
    mutating func next() -> Answer? {
        guard let first = answers.first, let answer = first else { return nil }
        answers.removeFirst()
        oldest += 1
        return answer
    }
}
