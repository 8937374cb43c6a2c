import Logging
import PubSub
import XMPP

/// What a component does with each stanza: a request goes to the pipeline, and its answer back.
struct StanzaService: Sendable {
    /// The component's own address.
    let address: JID
    let pipeline: Pipeline
    let software: SoftwareVersion
    let issuer: TokenIssuer
    let logger: Logger

    /// Answers a stanza now or once its request is durable; an iq request never goes unanswered
    /// (RFC 6120 §8.2.3).
    ///
    /// - Parameter link: takes the answer, from any thread.
    func receive(_ element: Element, over link: ComponentLink) {
        switch StanzaReading(element) {
        case .stanza(let stanza) where stanza.isRequest: answer(stanza, over: link)
        case .stanza(let stanza) where stanza.kind == .message: take(stanza, over: link)
        case .stanza(let stanza) where stanza.isUnknownIQ:
            link.send(stanza.error(StanzaError(.badRequest, type: .modify)).element)
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
            submit(request, from: iq, over: link)
        } catch {
            link.send(error.answer(to: iq))
        }
    }

    /// An owner's answer to a request for approval, or a notification that came back (XEP-0060 §8.6,
    /// §13.4); other messages ask for nothing.
    private func take(_ message: Stanza, over link: ComponentLink) {
        guard message.to == address else { return }
        do throws(PubSubError) {
            guard let request = try Request(message: message, to: address.domain) else { return }
            submit(request, from: message, over: link)
        } catch {
            link.send(error.answer(to: message))
        }
    }

    private func submit(_ request: Request, from stanza: Stanza, over link: ComponentLink) {
        pipeline.submit(request, inOrderOf: stanza.from?.bare) { result in
            switch result {
            case .success(let outcome):
                if case .token(let command) = outcome.reply {
                    return issue(command, to: stanza, over: link)
                }
                link.send(outcome.reply.answer(to: stanza, publications: outcome.publications))
            case .failure(let error):
                link.send(error.answer(to: stanza))
            }
        }
    }

    /// Completes the command for a token: the engine gave leave, the key is here.
    private func issue(_ command: TokenCommand, to stanza: Stanza, over link: ComponentLink) {
        Task {
            do {
                let issued = try await issuer.token(
                    for: command.subject, service: address.domain, at: .now)
                let reply = command.completed(token: issued.token, expires: issued.expires)
                link.send(reply.answer(to: stanza))
            } catch {
                logger.error("a token could not be signed: \(error)")
                link.send(stanza.error(StanzaError(.internalServerError)))
            }
        }
    }
}

extension ComponentLink {
    /// Sends an answer, if there is one.
    fileprivate func send(_ answer: Stanza?) {
        if let answer { send(answer.element) }
    }
}

extension Stanza {
    /// An iq of a type that there is not, or of none: its sender waits for an answer (RFC 6120
    /// §8.2.3).
    fileprivate var isUnknownIQ: Bool {
        kind == .iq && !isRequest && type != "result" && type != "error"
    }
}
