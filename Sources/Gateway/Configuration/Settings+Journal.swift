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
}
