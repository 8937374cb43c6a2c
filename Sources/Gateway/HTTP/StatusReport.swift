public import JSONText

/// The state of the server's parts, as Prosody's mod_http_status has it: for each host its parts,
/// each with a level and a message, and what belongs to no host under `*`.
public struct StatusReport: Sendable, Hashable {
    /// How a part does (Prosody's `module:log_status`).
    public enum Level: String, Sendable, Hashable, CaseIterable {
        /// It works.
        case core
        case info
        /// It works, but somebody should look.
        case warn
        /// It does not work.
        case error
    }

    /// One part of the server.
    public struct Part: Sendable, Hashable {
        /// A service's domain, or `*`.
        public var host: String
        /// For instance `component`.
        public var name: String
        public var level: Level
        /// One line for people; without secrets. At `warn` and `error`, what is wrong and what to do.
        public var message: String
        /// Names and values, in order.
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

    /// A value with its name; the unit stands in the name, as in `uptime_seconds`.
    public struct Figure: Sendable, Hashable {
        public var name: String
        public var value: JSON

        public init(_ name: String, _ value: Int) {
            self.init(name, .integer(value))
        }

        public init(_ name: String, _ value: JSON) {
            self.name = name
            self.value = value
        }
    }

    public var parts: [Part]

    public init(_ parts: [Part]) {
        self.parts = parts
    }

    /// Whether everything works.
    var isHealthy: Bool { !parts.contains { $0.level == .error } }

    /// What is wrong, or soon will be, and what to do: a line each.
    var problems: [String] {
        let troubled = parts.filter { [.warn, .error].contains($0.level) }
        return troubled.map { $0.host == "*" ? "\($0.name): \($0.message)" : $0.message }
    }

    /// What a probe is told.
    var health: [JSON.Member] {
        [
            .init("healthy", .boolean(isHealthy)),
            .init("problems", .array(problems.map { .string($0) })),
        ]
    }

    /// The report as one object: its health, then host by host the parts.
    var json: JSON {
        var hosts: [String] = []
        for part in parts where !hosts.contains(part.host) { hosts.append(part.host) }
        return .object(
            health
                + hosts.map { host in
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
                + figures.map { .init($0.name, $0.value) })
    }
}
