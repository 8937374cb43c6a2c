import NIOCore

/// What a connection is told from outside.
enum ConnectionCommand: Sendable {
    /// Others want to come in: end, unless an answer is owed.
    case yield
    /// The server stops: end after the answers that are owed.
    case quiesce
    /// End at once.
    case close

    /// Tells it a channel. A channel that does not understand the word goes on.
    func tell(_ channel: any Channel) {
        switch self {
        case .yield: channel.pipeline.fireUserInboundEventTriggered(ConnectionShouldYield())
        case .quiesce: channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        case .close: channel.close(promise: nil)
        }
    }
}

/// Others want to come in: a connection that owes no answer is to end.
struct ConnectionShouldYield: Sendable {}
