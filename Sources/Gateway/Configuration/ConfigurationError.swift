/// Why Sluice doesn't start: everything that is wrong with its configuration, at once.
public struct ConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// At least one, in the order in which the keys are read.
    public var problems: [ConfigurationProblem]

    /// - Parameter problems: at least one.
    public init(_ problems: [ConfigurationProblem]) {
        self.problems = problems
    }

    /// A line for each problem.
    public var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}

/// One thing that is wrong: where it was written, and what would be right.
public struct ConfigurationProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// `sluice.yaml:7: services.0.admins`, `SLUICE_HTTP_LISTEN` or `--listen`.
    public var place: String
    /// The value, unless it is a secret, and what would be right.
    public var explanation: String

    /// Both parts of the line.
    public init(place: String, explanation: String) {
        self.place = place
        self.explanation = explanation
    }

    /// One line.
    public var description: String { "\(place): \(explanation)" }
}
