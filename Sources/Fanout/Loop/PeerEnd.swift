import Glibc

/// How a reader's peer has left.
public enum PeerEnd: Sendable, Hashable {
    /// It ended the connection, or its host did.
    case left
    /// It acknowledged nothing for so long that the kernel gave it up.
    case silent

    /// - Parameter error: the kernel's, of errno(3).
    public init(error: Int32) {
        self = error == ETIMEDOUT ? .silent : .left
    }
}

extension EndReason {
    init(_ end: PeerEnd) {
        switch end {
        case .left: self = .client
        case .silent: self = .stall
        }
    }
}
