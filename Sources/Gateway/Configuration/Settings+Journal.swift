public import Journaling

extension Settings {
    /// How the journal is kept.
    public struct Journal: Sendable, Hashable {
        /// What an acknowledged item survives.
        public var synchronous: SQLiteJournal.Synchronous

        /// By default a reply promises what survives a power cut.
        public init(synchronous: SQLiteJournal.Synchronous = .full) {
            self.synchronous = synchronous
        }
    }
}
