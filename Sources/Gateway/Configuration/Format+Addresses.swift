import XMPP

extension Format<Endpoint> {
    /// `HOST:PORT` or `[IPv6]:PORT`.
    static func endpoint(ports: ClosedRange<Int>, example: String) -> Format {
        Format { text throws(Misfit) in
            guard let endpoint = Endpoint(text) else {
                throw Misfit("is not HOST:PORT, for instance \(example)")
            }
            guard ports.contains(endpoint.port) else {
                throw Misfit("has a port that is not from \(ports.lowerBound) to 65535")
            }
            return endpoint
        }
    }
}

extension Format<ListenAddress> {
    /// `HOST:PORT`, `[IPv6]:PORT` or `unix:/PATH`.
    static func listenAddress(example: String) -> Format {
        let tcp = Format<Endpoint>.endpoint(ports: 0...65535, example: example)
        return Format { text throws(Misfit) in
            if text.hasPrefix(":") || text.hasPrefix("*:") {
                let port = text.drop { $0 != ":" }
                throw Misfit("names no host; for all addresses write 0.0.0.0\(port) or [::]\(port)")
            }
            guard text.hasPrefix("unix:") else { return .tcp(try tcp.parse(text)) }
            guard let address = ListenAddress(text) else {
                throw Misfit(
                    "is not unix:/PATH with a path of up to "
                        + "\(ListenAddress.maximumPathBytes) bytes")
            }
            return address
        }
    }
}

extension Format<JID> {
    /// The address of a user, without a resource.
    static let bareJID = Format { text throws(Misfit) in
        let jid: JID
        do throws(JIDError) {
            jid = try JID(text)
        } catch {
            throw Misfit("is not a JID: \(reason(error)); write it like admin@example.org")
        }
        guard jid.local != nil else {
            throw Misfit("names no user; write USER@DOMAIN, for instance admin@example.org")
        }
        guard jid.isBare else { throw Misfit("has a resource; write \(jid.bare)") }
        return jid
    }

    private static func reason(_ error: JIDError) -> String {
        switch error {
        case .empty(let part): "its \(part) part is empty"
        case .tooLong(let part): "its \(part) part is longer than 1023 bytes"
        case .forbiddenCharacters(let part):
            "its \(part) part has characters that are not allowed there"
        }
    }
}

extension Format<String> {
    /// A domain as JIDs have it, in its prepared form (RFC 7622 §3.2).
    static let domain = Format { text throws(Misfit) in
        let example = "write a domain, for instance pubsub.example.org"
        guard let jid = try? JID(text), jid.local == nil, jid.isBare else {
            throw Misfit("is not a domain; \(example)")
        }
        guard !jid.domain.contains(":") else {
            throw Misfit("has more than a domain; \(example), the port belongs to http.listen")
        }
        return jid.domain
    }
}
