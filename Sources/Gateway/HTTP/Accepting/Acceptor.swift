import Fanout

/// Takes plain connections, and opens streams for those that ask for one at once, without a channel.
///
/// A thread of its own accepts, waits for the first bytes and looks at them without taking them. Where they
/// are one whole request for a stream (`HeadReader`), it asks what every other connection asks, the routes,
/// the pipeline and the limits, and gives the socket to a reader loop. Everything else, and every answer that
/// is not a stream, is NIO's to give: the connection goes there unread, with the answer where there is one
/// already (`ConnectionHandOver`).
final class Acceptor: Sendable {
    private let mailbox = AcceptorMailbox()

    /// Traps when the system has no thread or descriptor left for it.
    init(_ setup: ConnectionSetup) {
        let mailbox = mailbox
        Kernel.startThread {
            AcceptorLoop(setup, mailbox: mailbox).run()
        }
    }

    /// Takes the connections of a socket that listens and does not block. It belongs to the acceptor.
    func listen(_ socket: Int32) {
        mailbox.post(.listen(socket))
    }

    /// Takes no further connections of a socket, and returns when it is closed.
    func stopListening(_ socket: Int32) async {
        await withCheckedContinuation { continuation in
            mailbox.post(.stopListening(socket) { continuation.resume() })
        }
    }

    /// Ends the thread, and closes what is not decided.
    func end() {
        mailbox.post(.end)
    }
}
