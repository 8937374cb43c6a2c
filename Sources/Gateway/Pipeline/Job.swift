import PubSub
import XMPP

/// A request that waits for its turn.
struct Job: Sendable {
    var request: Request
    /// How much of the items that the reply names is fetched, in bytes of payload.
    var maximumBytes: Int
    /// The bare JID whose requests are answered in the order in which they came; `nil`: in any.
    var account: JID?
    var completion: Completion

    /// Whether items may have to be fetched for the answer.
    var asksForItems: Bool {
        switch request.verb {
        case .items: true
        case .openStream(_, _, let newest, _): newest != 0
        default: false
        }
    }

    func refuse(_ error: PubSubError) { completion(.failure(error)) }
}
