extension StreamMachine {
    /// The tokenizer has found something.
    ///
    /// - Parameter now: milliseconds, as in `tick(at:)`.
    public mutating func received(_ event: XMLTokenizer.Event, at now: Int64) -> [Action] {
        if case .closed = state { return [] }
        switch event {
        case .streamOpened(let root): return streamOpened(root, at: now)
        case .element(let element): return received(element, at: now)
        case .refused(let element, let error): return refused(element, because: error)
        case .streamClosed: return end(isReady ? .connectionLost : .closedDuringHandshake)
        case .failed(let error): return failed(error)
        }
    }

    private mutating func streamOpened(_ root: Element, at now: Int64) -> [Action] {
        guard case .opening = state else { return [] }
        guard root.isNamed("stream", namespace: Namespaces.streams) else {
            return end(.notAComponentPort(ComponentAnswer(answer)))
        }
        if let others = others(root) { return end(.notAComponentPort(others)) }
        state = .authenticating(since: now)
        answer = []
        // Prosody opens a stream without an id only to say in it why it refuses the host.
        guard let id = root[attribute: "id"], !id.isEmpty else { return [] }
        return [.sendHandshake(streamID: id)]
    }

    /// Whether a port for clients or for servers has answered, whose errors would mislead.
    private func others(_ root: Element) -> ComponentAnswer? {
        switch root.declarations.first(where: { $0.prefix.isEmpty })?.namespace {
        case Namespaces.client: .clients
        case Namespaces.server: .servers
        default: nil
        }
    }

    private mutating func received(_ element: Element, at now: Int64) -> [Action] {
        if element.isNamed("error", namespace: Namespaces.streams) {
            return end(CloseReason(streamError: element, afterReady: isReady))
        }
        switch state {
        case .authenticating where element.name == "handshake":
            state = .ready(.heard(at: now))
            return [.ready]
        case .ready: return deliver(element)
        // Nothing is meant for us before we are known.
        case .idle, .opening, .authenticating, .closed: return []
        }
    }

    private func deliver(_ element: Element) -> [Action] {
        if isAnswerToPing(element) { return [] }
        guard case .malformedAddress(let reply) = StanzaReading(element) else {
            return [.deliver(element)]
        }
        guard var reply else { return [] }
        // A server closes the stream of a component that speaks for nobody, or for another domain.
        if reply[attribute: "from"] == nil { reply[attribute: "from"] = host.description }
        return [.send(serialised(reply))]
    }

    /// A stanza is over a limit; whoever waits for an answer is told.
    private func refused(_ element: Element, because error: XMLError) -> [Action] {
        guard isReady, let stanza = Stanza(element), stanza.isRequest else { return [] }
        let answer = stanza.error(StanzaError(.policyViolation, text: error.description))
        return [.send(Self.bytes(of: answer))]
    }

    private mutating func failed(_ error: XMLError) -> [Action] {
        if case .opening = state { return end(.notAComponentPort(ComponentAnswer(answer))) }
        return end(.unreadable(error))
    }
}
