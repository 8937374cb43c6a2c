import PubSub

/// Who a request comes from, as what it shows says: found out once a request.
struct Identity: Sendable, Hashable {
    var requester: PubSub.Requester
    /// Whom the token names, for limits: its subject or, without one, the token, though nothing of it.
    /// `nil` where nothing was shown.
    var token: String?
    /// When what was shown is valid no longer; `nil`: never.
    var expires: Timestamp?

    /// Of a request that shows nothing.
    static let anonymous = Identity(requester: .anonymous)
}
