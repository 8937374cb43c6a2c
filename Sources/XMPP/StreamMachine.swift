/// The component's side of a stream to its server (XEP-0114), without the socket.
///
/// How it works: the shell connects, says so, and feeds what the tokenizer finds; each call returns
/// what the shell has to do, in order. The machine opens the stream, asks for the handshake as soon
/// as the server has named the stream, and is ready when the server has accepted it. From then on
/// stanzas are delivered, except those that it answers itself: addresses that cannot be prepared.
/// No server pings a component, and a dead one may keep its connection for hours, so the machine
/// does: after `pingAfter` without a byte it asks the server's domain (XEP-0199), and any byte is a
/// sign of life; after `deadAfter` more it gives up. One machine lives as long as one connection:
/// it ends with exactly one `close`, and from then on every call returns nothing. Times are
/// milliseconds of any clock that only goes forward.
public struct StreamMachine: Sendable {
    /// What the shell has to do.
    public enum Action: Sendable, Hashable {
        /// Write these bytes.
        case send([UInt8])
        /// Write `StreamMachine.handshake(digest:)` of the SHA-1 of the stream's id followed by the
        /// secret.
        case sendHandshake(streamID: String)
        /// The server has accepted the component: stanzas may be sent from now on.
        case ready
        /// A stanza, or something else that is none, for whoever is behind the shell.
        case deliver(Element)
        /// Close the connection, after what was to be sent; connect again later.
        case close(CloseReason)
    }

    enum State: Sendable {
        case idle
        /// Our start tag is sent, the server's is awaited.
        case opening(since: Int64)
        /// The handshake is asked for, its acceptance is awaited.
        case authenticating(since: Int64)
        case ready(Liveness)
        case closed
    }

    /// Whether the server is there.
    enum Liveness: Sendable {
        case heard(at: Int64)
        case pinged(at: Int64)
    }

    let host: JID
    let pingTarget: JID
    let pingAfter: Int64
    let deadAfter: Int64
    /// Milliseconds for a server to say its first word.
    let answerAfter: Int64
    var state = State.idle
    /// The first bytes that came, until the stream is open.
    var answer: [UInt8] = []
    var pings = 0

    /// Makes the machine of one connection.
    ///
    /// - Parameters:
    ///   - host: the component's address.
    ///   - pingTarget: whom to ask for a sign of life; if `nil`, the domain above the host.
    ///   - pingAfter: milliseconds of silence before a ping.
    ///   - deadAfter: milliseconds to wait for an answer, to a ping as to the handshake.
    ///   - answerAfter: milliseconds for a server to say its first word.
    public init(
        host: JID, pingTarget: JID? = nil, pingAfter: Int64 = 60_000, deadAfter: Int64 = 30_000,
        answerAfter: Int64 = 10_000
    ) {
        self.host = host
        self.pingTarget = pingTarget ?? Self.domainAbove(host)
        self.pingAfter = pingAfter
        self.deadAfter = deadAfter
        self.answerAfter = answerAfter
    }

    /// Whether stanzas may be sent.
    public var isReady: Bool {
        if case .ready = state { true } else { false }
    }

    /// The connection is made: opens the stream.
    public mutating func connected(at now: Int64) -> [Action] {
        guard case .idle = state else { return [] }
        state = .opening(since: now)
        return [.send(openingTag)]
    }

    /// Bytes came before the stream was open: they tell what has answered, should it be no XMPP server.
    public mutating func answered(_ bytes: some Collection<UInt8>) {
        guard case .opening = state else { return }
        answer += bytes.prefix(ComponentAnswer.tellingBytes - answer.count)
    }

    /// Bytes came, whatever they mean: the server is alive.
    public mutating func heard(at now: Int64) {
        if case .ready = state { state = .ready(.heard(at: now)) }
    }

    /// Time has passed; called every second or so.
    public mutating func tick(at now: Int64) -> [Action] {
        switch state {
        case .idle, .closed: return []
        case .opening(let since) where now - since >= answerAfter:
            return end(answer.isEmpty ? .noAnswer : .notAComponentPort(ComponentAnswer(answer)))
        case .opening: return []
        case .authenticating(let since):
            return now - since >= deadAfter ? end(.handshakeTimedOut) : []
        case .ready(.heard(let since)):
            guard now - since >= pingAfter else { return [] }
            state = .ready(.pinged(at: now))
            return [.send(nextPing())]
        case .ready(.pinged(let since)):
            return now - since >= deadAfter ? end(.serverSilent) : []
        }
    }

    /// The service stops: ends the stream in good order.
    public mutating func stop() -> [Action] {
        end(.stopped)
    }

    /// The connection could not be made, for the reason that the system gives.
    public mutating func connectionFailed(_ reason: String) -> [Action] {
        closed(because: .unreachable(reason))
    }

    /// The connection is gone.
    public mutating func disconnected() -> [Action] {
        if case .opening = state, !answer.isEmpty {
            return closed(because: .notAComponentPort(ComponentAnswer(answer)))
        }
        return closed(because: isReady ? .connectionLost : .closedDuringHandshake)
    }

    /// Ends the stream from our side.
    mutating func end(_ reason: CloseReason) -> [Action] {
        if case .idle = state { return closed(because: reason) }
        let actions = closed(because: reason)
        return actions.isEmpty ? [] : [.send(Array("</stream:stream>".utf8))] + actions
    }

    mutating func closed(because reason: CloseReason) -> [Action] {
        if case .closed = state { return [] }
        state = .closed
        return [.close(reason)]
    }
}
