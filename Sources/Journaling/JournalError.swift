public import PubSub

/// Why the journal could not do its work. Nothing was acknowledged, and nothing is half done.
public enum JournalError: Error, Sendable, Hashable {
    /// Somebody else uses it: another Sluice (its process id where it is known), or a tool that
    /// holds a lock on the database.
    case locked(path: String, by: Int32?)
    /// What is on the disk is not what was written.
    case corrupt(path: String, detail: String)
    /// The file or its folder may not be written.
    case readOnly(path: String)
    /// No space is left on the disk.
    case full(path: String)
    /// A later version of Sluice has written it.
    case tooNew(path: String, version: Int, supported: Int)
    /// The batch does not follow the head: the caller and the journal disagree.
    case misplaced(Position, expected: Position)
    /// Anything else that the disk or the system refuses.
    case unavailable(String)
    /// It was closed.
    case closed
}

extension JournalError: CustomStringConvertible {
    /// What is wrong and what to do about it, in one sentence for the operator.
    public var description: String {
        switch self {
        case .locked(let path, let process?):
            "The journal \(path) is in use by process \(process): stop that one first, or give "
                + "this one its own data folder."
        case .locked(let path, nil):
            "The journal \(path) is locked by another program: end what has it open."
        case .corrupt(let path, let detail):
            "The journal \(path) is damaged (\(detail)): put a backup in its place, or move it "
                + "away to begin with an empty one."
        case .readOnly(let path):
            "The journal \(path) cannot be written: make the file, its folder and their file "
                + "system writable for the user that runs Sluice."
        case .full(let path):
            "The disk of the journal \(path) is full: make room; Sluice goes on by itself then."
        case .tooNew(let path, let version, let supported):
            "The journal \(path) has schema \(version), and this Sluice knows up to "
                + "\(supported): run the version that wrote it, or a later one."
        case .misplaced(let position, let expected):
            "An entry for position \(position.rawValue) came where \(expected.rawValue) was due: "
                + "this is a defect in Sluice; restart it, and report this."
        case .unavailable(let reason):
            "The journal cannot be used: \(reason)."
        case .closed:
            "The journal is closed: Sluice is shutting down."
        }
    }
}
