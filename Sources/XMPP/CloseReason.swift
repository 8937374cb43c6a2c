/// Why a component's stream ended.
public enum CloseReason: Sendable, Hashable {
    /// No connection could be made; the reason is the system's.
    case unreachable(String)
    /// What answered is not the port of a component.
    case notAComponentPort(ComponentAnswer)
    /// Whoever took the connection said nothing at all.
    case noAnswer
    /// The server began the handshake and did not end it.
    case handshakeTimedOut
    /// The connection was closed in the middle of the handshake.
    case closedDuringHandshake
    /// `not-authorized`: the secrets differ.
    case wrongSecret
    /// `host-unknown`: the server has no such component.
    case unknownHost
    /// `conflict` instead of an acceptance: another connection has the address.
    case addressInUse
    /// `conflict` later on: another connection has taken the address.
    case replaced
    /// `invalid-from`: a stanza was sent from an address that is not the component's.
    case invalidFrom
    /// `policy-violation`, and what the server says of it.
    case policyViolation(String?)
    /// `not-well-formed`, and what the server says of it: Prosody's word for a stanza over its
    /// limit too.
    case notWellFormed(String?)
    /// `system-shutdown` or `reset`: the server stops or starts anew.
    case serverShutdown
    /// Any other stream error.
    case streamError(condition: String, text: String?)
    /// The server sent what cannot be read.
    case unreadable(XMLError)
    /// The server has not even answered a ping.
    case serverSilent
    /// The connection ended without a word, as it does when a server is stopped.
    case connectionLost
    /// We ended it.
    case stopped

    /// Reads `<stream:error/>` (RFC 6120 §4.9).
    init(streamError error: Element, afterReady isReady: Bool) {
        let defined = error.elements.filter { $0.namespace == Namespaces.streamErrors }
        let text = defined.first { $0.name == "text" }?.text
        let condition = defined.first { $0.name != "text" }?.name ?? "undefined-condition"
        switch condition {
        case "not-authorized": self = .wrongSecret
        case "host-unknown", "host-gone": self = .unknownHost
        case "conflict": self = isReady ? .replaced : .addressInUse
        case "invalid-from": self = .invalidFrom
        case "policy-violation": self = .policyViolation(text)
        case "not-well-formed", "xml-not-well-formed", "bad-format": self = .notWellFormed(text)
        case "system-shutdown", "reset": self = .serverShutdown
        default: self = .streamError(condition: condition, text: text)
        }
    }

    /// Whether a new attempt fails until somebody changes a setting: the back-off is then not to
    /// begin anew.
    public var needsOperator: Bool {
        switch self {
        case .unreachable, .noAnswer, .handshakeTimedOut, .closedDuringHandshake, .policyViolation,
            .notWellFormed, .serverShutdown, .streamError, .unreadable, .serverSilent,
            .connectionLost, .stopped:
            false
        // Two that replace each other would do so for ever, as fast as they may.
        case .notAComponentPort, .wrongSecret, .unknownHost, .addressInUse, .replaced,
            .invalidFrom:
            true
        }
    }
}
