import Logging
import PubSub
import XMPP

/// What a component does with each stanza: a request goes to the pipeline, and its answer back.
struct StanzaService: Sendable {
    /// The component's own address.
    let address: JID
    let pipeline: Pipeline
    let software: SoftwareVersion
    let logger: Logger

    /// Answers a stanza now or once its request is durable; an iq request never goes unanswered
    /// (RFC 6120 §8.2.3).
    ///
    /// - Parameter link: takes the answer, from any thread.
    func receive(_ element: Element, over link: ComponentLink) {
        switch StanzaReading(element) {
        case .stanza(let stanza) where stanza.isRequest: answer(stanza, over: link)
        case .malformedAddress(let reply?): link.send(reply)
        case .stanza, .malformedAddress, .notAStanza:
            logger.debug("nothing to do for a stanza", metadata: ["name": "\(element.name)"])
        }
    }

    private func answer(_ iq: Stanza, over link: ComponentLink) {
        if let reply = Ping.answer(iq) ?? software.answer(iq) { return link.send(reply.element) }
        guard iq.to == address else {
            return link.send(iq.error(StanzaError(.serviceUnavailable)).element)
        }
        do throws(PubSubError) {
            let request = try Request(iq, to: address.domain)
            pipeline.submit(request) { link.send(iq.answered($0).element) }
        } catch {
            link.send(iq.error(error.stanzaError).element)
        }
    }

    /// The messages that tell a node's subscribers of an event.
    func messages(
        for notification: Notification, _ publications: [Position: Entry]
    ) -> [Element] {
        notification.messages(from: address, publications: publications).map(\.element)
    }
}

extension Stanza {
    /// The iq result or error that says the outcome.
    fileprivate func answered(_ result: Result<Outcome, PubSubError>) -> Stanza {
        switch result {
        case .success(let outcome):
            self.result(
                outcome.reply.element(
                    from: to?.domain ?? "", publications: outcome.publications))
        case .failure(let error):
            self.error(error.stanzaError)
        }
    }
}
