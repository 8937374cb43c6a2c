public import Journaling
public import Logging

/// Everything an operator decides, with every value checked and every unit in its type.
///
/// The defaults are the embedded mode: one service for any Host on 127.0.0.1:5280, no XMPP server,
/// data in a folder beside. `Settings+Reading.swift` lists the keys that set them.
public struct Settings: Sendable, Hashable {
    /// The folder of the journal and of Sluice's own secrets; a path as the operator wrote it.
    public var data: String
    /// The web's side.
    public var http: HTTP
    /// The same, encrypted.
    public var https: HTTPS
    /// The pubsub services, at least one, each with a host of its own.
    public var services: [Service]
    /// What clients may have.
    public var limits: Limits
    /// Whose tokens are taken.
    public var tokens = Tokens()
    /// How the journal is kept.
    public var journal: Journal
    /// How much history a returning reader can be given.
    public var retention: Retention
    /// The least severe messages that are logged.
    public var logLevel: Logger.Level

    /// By default, the embedded mode.
    public init(
        data: String = "./sluice-data", http: HTTP = HTTP(), https: HTTPS = HTTPS(),
        services: [Service] = [.embedded],
        limits: Limits = Limits(), journal: Journal = Journal(), retention: Retention = Retention(),
        logLevel: Logger.Level = .info
    ) {
        self.data = data
        self.http = http
        self.https = https
        self.services = services
        self.limits = limits
        self.journal = journal
        self.retention = retention
        self.logLevel = logLevel
    }

    /// Whether it runs by itself, for who tries it: no service is configured.
    public var isEmbedded: Bool { services == [.embedded] }
}
