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
    /// Sends a stanza to the XMPP server; from any thread.
    let send: @Sendable (Element) -> Void

    /// Answers a stanza now or once its request is durable; an iq request never goes unanswered
    /// (RFC 6120 §8.2.3).
    func receive(_ element: Element) {
        switch StanzaReading(element) {
        case .stanza(let stanza) where stanza.isRequest: answer(stanza)
        case .malformedAddress(let reply?): send(reply)
        case .stanza, .malformedAddress, .notAStanza:
            logger.debug("nothing to do for a stanza", metadata: ["name": "\(element.name)"])
        }
    }

    private func answer(_ iq: Stanza) {
        if let reply = Ping.answer(iq) ?? software.answer(iq) { return send(reply.element) }
        guard iq.to == address else {
            return send(iq.error(StanzaError(.serviceUnavailable)).element)
        }
        do throws(PubSubError) {
            let request = try Request(iq, to: address.domain)
            pipeline.submit(request) { [send] result in
                send(iq.answered(result).element)
            }
        } catch {
            send(iq.error(error.stanzaError).element)
        }
    }

    /// Tells a node's subscribers of an event. Called on the pipeline's thread.
    func notify(_ notification: Notification, _ publications: [Position: Entry]) {
        for message in notification.messages(from: address, publications: publications) {
            send(message.element)
        }
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
