/// Where the bytes of a reader go whose connection cannot give its descriptor away: because it is
/// encrypted in this process, or carries other streams too.
///
/// It is no queue. It has a window: the loop hands over what fits, counts it, and holds the reader to
/// be as full as a socket until the sink says, by its port, that its peer has taken some.
public protocol Sink: Sendable {
    /// Brings bytes to it. Sinks that live on one thread share it.
    var carrier: any SinkCarrier { get }

    /// Takes bytes, all of them; called by the carrier, on its thread.
    ///
    /// - Parameter ending: what is to be done after them; `nil`: more will come.
    func take(_ bytes: [UInt8], ending: SinkEnding?)
}

/// How a stream ends at its sink.
public enum SinkEnding: Sendable {
    /// After its last byte, as the protocol ends a body.
    case inOrder
    /// At once: the peer does not take what it is sent.
    case cut
}

/// Brings bytes to the sinks of one thread.
public protocol SinkCarrier: AnyObject, Sendable {
    /// Has each sink take its parcel, in order: all that a turn of a loop has for the sinks of this
    /// carrier. Called on the loop's thread, which must not wait.
    func carry(_ parcels: [SinkParcel])
}

/// What a turn has for one sink.
public struct SinkParcel: Sendable {
    public var sink: any Sink
    /// Equal parcels share their memory.
    public var bytes: [UInt8]
    public var ending: SinkEnding?
}

/// How a sink speaks to its reader's loop. It may be used on any thread.
public struct SinkPort: Sendable {
    let mailbox: Mailbox
    let number: UInt64

    /// The peer has taken so many bytes.
    ///
    /// The loop is told by a letter, so that a sink lets half a window come together first.
    public func delivered(_ count: Int) {
        _ = mailbox.post(.delivered(count, number: number))
    }

    /// The connection is gone. To be called once, whoever ended it: the hub's shutdown waits for it.
    public func closed(_ end: PeerEnd = .left) {
        _ = mailbox.post(.sinkClosed(end, number: number))
    }
}
