extension Settings {
    /// How the journal is kept.
    public struct Journal: Sendable, Hashable {
        /// When a batch counts as durable.
        public var synchronous: Synchronous

        public init(synchronous: Synchronous = .full) {
            self.synchronous = synchronous
        }
    }

    /// What an acknowledged item survives.
    public enum Synchronous: String, Sendable, Hashable, CaseIterable {
        /// A power cut: each batch waits for the disk.
        case full
        /// The end of the process, not always a power cut.
        case normal
    }

    /// The history that is kept for resuming; whichever bound is met first takes the oldest entries.
    /// A node's present items are kept beside it, however old.
    public struct Retention: Sendable, Hashable {
        /// At least 1.
        public var maximumEntries: Int
        /// Whole seconds, at least 1.
        public var maximumAge: Duration
        /// Of the journal's file, about.
        public var maximumBytes: Int

        public init(
            maximumEntries: Int = 1_000_000, maximumAge: Duration = .seconds(7 * 24 * 3600),
            maximumBytes: Int = 1 << 30
        ) {
            self.maximumEntries = maximumEntries
            self.maximumAge = maximumAge
            self.maximumBytes = maximumBytes
        }
    }
}
