extension CloseReason {
    /// One line for the log that says what happened and, where somebody can help it, what to
    /// change.
    ///
    /// - Parameters:
    ///   - host: the component's address.
    ///   - server: where it connects to, as configured.
    public func sentence(host: String, server: String) -> String {
        "component \(host): " + explanation(host, server)
    }

    private func explanation(_ host: String, _ server: String) -> String {
        switch self {
        case .unreachable(let reason):
            "no connection to \(server) (\(reason)); check that the XMPP server runs and that "
                + "component.server here is its component port (component_ports in Prosody, "
                + "the port of the ejabberd_service listener in ejabberd)"
        case .notAComponentPort(let answer):
            "\(server) is no component port: \(answer.clause); \(Self.whereComponentsGo)"
        case .noAnswer:
            "\(server) takes the connection and says nothing; perhaps it is a port for the web, or "
                + "one that expects TLS; \(Self.whereComponentsGo)"
        case .handshakeTimedOut:
            "\(server) did not complete the handshake in time; check that component.server is "
                + "its component port"
        case .closedDuringHandshake:
            "\(server) closed the connection during the handshake without saying why; its log "
                + "may tell; \(Self.whereComponentsGo)"
        case .wrongSecret:
            "\(server) refuses the secret; component.secret here must equal component_secret of "
                + "Component \"\(host)\" in Prosody, or the password of \"\(host)\" under hosts of "
                + "the ejabberd_service listener in ejabberd (which says the same if the host is "
                + "missing there)"
        case .unknownHost:
            "\(server) has no such component; add Component \"\(host)\" with component_secret to "
                + "prosody.cfg.lua, or hosts: { \"\(host)\": { password: ... } } to an "
                + "ejabberd_service listener in ejabberd.yml, or correct the service's host here"
        case .addressInUse:
            "\(server) has given this address to another connection, or serves it itself; stop "
                + "the other program, or choose another host for this one"
        case .replaced:
            "another connection to \(server) has taken over this address; only one program may "
                + "be configured with this host and its secret"
        default: explanationOfFailure(server)
        }
    }

    private static let whereComponentsGo =
        "component.server must be the XMPP server's component port, usually 5347 (component_ports "
        + "in Prosody, the port of the ejabberd_service listener in ejabberd)"

    /// What went wrong on a stream that had been accepted.
    private func explanationOfFailure(_ server: String) -> String {
        switch self {
        case .invalidFrom:
            "\(server) closed the stream over a stanza from another domain; the service's host "
                + "must be exactly the component's name in the server"
        case .policyViolation(let text):
            "\(server) closed the stream over its limits\(Self.quoted(text)); raise the "
                + "server's limit (max_stanza_size in ejabberd) or lower the size of items here"
        case .notWellFormed(let text):
            "\(server) could not read a stanza\(Self.quoted(text)); if it was over the "
                + "server's limit, raise component_stanza_size_limit in Prosody or lower the "
                + "size of items here"
        case .serverShutdown: "\(server) is shutting down; connecting again"
        case .streamError(let condition, let text):
            "\(server) closed the stream with \(condition)\(Self.quoted(text))"
        case .unreadable(let error):
            "\(server) sent what cannot be read: \(error) Connecting again"
        case .serverSilent: "\(server) no longer answers; connecting again"
        case .connectionLost: "the connection to \(server) was closed; connecting again"
        default: "the stream to \(server) is ended"
        }
    }

    /// The server's own words, on one line and of a length fit for a log.
    private static func quoted(_ text: String?) -> String {
        guard let text, !text.isEmpty else { return "" }
        let line = text.prefix(200).map { $0.isNewline ? " " : $0 }
        return " (\"\(String(line))\")"
    }
}
