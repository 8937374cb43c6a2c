import JSONText

/// The state of the server's parts, as Prosody's mod_http_status has it: for each host its parts,
/// each with a level and a message, and what belongs to no host under `*`.
public struct StatusReport: Sendable, Hashable {
    /// How a part does (Prosody's `module:log_status`).
    public enum Level: String, Sendable, Hashable, CaseIterable {
        /// It works.
        case core
        case info
        case warn
        case error
    }

    /// One part of the server.
    public struct Part: Sendable, Hashable {
        /// A service's domain, or `*`.
        public var host: String
        /// For instance `component`.
        public var name: String
        public var level: Level
        /// One line for people; without secrets.
        public var message: String
        /// Names and numbers, in order.
        public var figures: [Figure]

        public init(
            host: String = "*", name: String, level: Level, message: String, figures: [Figure] = []
        ) {
            self.host = host
            self.name = name
            self.level = level
            self.message = message
            self.figures = figures
        }
    }

    /// A number with its name; the unit stands in the name, as in `uptime_seconds`.
    public struct Figure: Sendable, Hashable {
        public var name: String
        public var value: Int

        public init(_ name: String, _ value: Int) {
            self.name = name
            self.value = value
        }
    }

    public var parts: [Part]

    public init(_ parts: [Part]) {
        self.parts = parts
    }

    /// The report as one object: host, then part.
    var json: JSON {
        var hosts: [String] = []
        for part in parts where !hosts.contains(part.host) { hosts.append(part.host) }
        return .object(
            hosts.map { host in
                let members = parts.filter { $0.host == host }.map {
                    JSON.Member($0.name, $0.json)
                }
                return JSON.Member(host, .object(members))
            })
    }
}

extension StatusReport.Part {
    fileprivate var json: JSON {
        .object(
            [.init("type", .string(level.rawValue)), .init("message", .string(message))]
                + figures.map { .init($0.name, .integer($0.value)) })
    }
}
