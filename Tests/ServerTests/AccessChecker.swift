import EventStream

/// Compares what one client got with the right that it had: finds who was let in without it, or refused
/// with it, and what came after it had ended.
struct AccessChecker {
    private let plan: Plan
    /// The end of the right that the present stream must not outlive.
    private var end: Int64?
    /// What is wrong, in order.
    private(set) var faults: [String] = []
    private(set) var harm = Harm()

    init(_ plan: Plan) {
        self.plan = plan
    }

    mutating func take(_ happening: ClientLog.Happening) {
        switch happening {
        case .opened(let span): open(span)
        case .refused(let status, let span, let isStale): refuse(status, span, isStale: isStale)
        case .event(let event):
            guard let position = LogChecker.position(event.id) else { return }
            if let end, position > end {
                faults.append("\(position) came, and its right ended at \(end)")
            }
        case .failed: break
        }
    }

    private mutating func open(_ span: Right.Span) {
        guard let right = plan.right else { return }
        if !right.canHaveBeen(true, within: span) { faults.append("it is let in without a right") }
        // Whatever was begun later was not known to whoever let it in.
        end = right.firstEnd(after: span.upperBound)
    }

    private mutating func refuse(_ status: Int, _ span: Right.Span, isStale: Bool) {
        let isOwed = plan.right?.canHaveBeen(false, within: span) == true
        switch (status, plan.proof) {
        case (401, .nothing), (403, .bearer), (403, .cookie), (403, .ticket):
            if !isOwed { faults.append("it is refused with \(status), and has the right") }
            harm[.refusals] += 1
        case (401, .bearer), (401, .cookie):
            if !isStale { faults.append("what it shows is refused, and is valid") }
            harm[.staleRefusals] += 1
        // A restart forgets tickets.
        case (401, .ticket): harm[.staleRefusals] += 1
        default: faults.append("it is refused with \(status)")
        }
    }
}
