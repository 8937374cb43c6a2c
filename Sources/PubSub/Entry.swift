/// A place in the journal: positions are given out without holes or repeats, from 1.
public struct Position: RawRepresentable, Sendable, Hashable, Comparable {
    /// The number, counted from 1.
    public var rawValue: Int64

    /// Makes the place of this number.
    public init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    /// Before the first entry.
    public static let start = Position(rawValue: 0)

    /// The place after this one.
    public var next: Position { Position(rawValue: rawValue + 1) }

    /// The place before this one.
    public var previous: Position { Position(rawValue: rawValue - 1) }

    /// Whether the one place comes before the other.
    public static func < (left: Position, right: Position) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// A change with its place and time, as the journal stores it. It exists only once it is durable.
public struct Entry: Sendable, Hashable {
    /// Its place in the journal.
    public var position: Position
    /// When it became durable.
    public var time: Timestamp
    /// The domain of the service that it belongs to.
    public var service: String
    /// The fact.
    public var change: Change

    /// Makes the entry of a fact.
    public init(position: Position, time: Timestamp, service: String, change: Change) {
        self.position = position
        self.time = time
        self.service = service
        self.change = change
    }

    /// The node that it is about.
    public var address: NodeAddress { NodeAddress(service: service, node: change.node) }
}

/// A reader's place in one journal: what an event stream's `id:` says, as `epoch-position`.
///
/// One position counts for the whole journal, so a cursor stays right over any set of nodes. A new
/// epoch says that the position belongs to another journal and means nothing here.
public struct Cursor: Sendable, Hashable, CustomStringConvertible {
    /// The name of the journal: ASCII letters and digits.
    public var epoch: String
    /// The last entry that the reader was sent.
    public var position: Position

    /// Makes a cursor of a journal.
    public init(epoch: String, position: Position) {
        self.epoch = epoch
        self.position = position
    }

    /// Reads `epoch-position`; `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        guard let dash = text.lastIndex(of: "-"), dash > text.startIndex,
            let number = Int64(text[text.index(after: dash)...]), number >= 0
        else { return nil }
        self.init(epoch: String(text[..<dash]), position: Position(rawValue: number))
    }

    /// As it stands in `id:`.
    public var description: String { "\(epoch)-\(position.rawValue)" }
}
