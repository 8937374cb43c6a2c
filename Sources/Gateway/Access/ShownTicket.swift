/// A ticket as a request shows it.
struct ShownTicket: Sendable {
    var text: String
    /// What is asked for with it.
    var purpose: TicketPurpose
    /// The request opens nothing (HEAD): the ticket stays good.
    var isLook: Bool
}
