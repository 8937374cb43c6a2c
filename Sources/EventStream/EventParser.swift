/// Reads an event stream in whatever pieces it arrives (HTML §9.2.6).
///
/// Bytes are collected until a line ends; each line changes the block under way, and an empty one
/// dispatches it. What the stream's end leaves unfinished is never reported. The bytes of a block are
/// bounded; after an error the parser stays failed, because it no longer knows where a line begins.
public struct EventParser: Sendable {
    /// What a stream says to its client.
    public enum Signal: Sendable, Hashable {
        /// An event for listeners. `id` is the last event id as it stands now, be it of an earlier
        /// block (`nil`: none); `event` is `nil` for `message`.
        case event(ServerSentEvent)
        /// A comment line: a sign of life.
        case comment(String)
        /// The reconnection time from now on, in milliseconds.
        case retry(Int)
    }

    /// Why a stream cannot be read on.
    public enum Failure: Error, Sendable, Hashable {
        /// A block is longer than `maximumEventBytes`.
        case eventTooBig
    }

    /// The bytes that the lines of one block may have together.
    public let maximumEventBytes: Int
    /// What a client sends as `Last-Event-ID` when it reconnects; empty: nothing. It moves when a
    /// block ends, be it without data.
    public private(set) var lastEventID = ""

    private var line: [UInt8] = []
    private var isFirstLine = true
    private var isAfterCarriageReturn = false
    private var isFailed = false

    private var data: [UInt8] = []
    private var name: [UInt8] = []
    private var id: String

    /// - Parameters:
    ///   - lastEventID: What it was when the stream before this one ended.
    ///   - maximumEventBytes: The bytes that the lines of one block may have together.
    public init(lastEventID: String = "", maximumEventBytes: Int = 8 * 1024 * 1024) {
        self.lastEventID = lastEventID
        self.id = lastEventID
        self.maximumEventBytes = maximumEventBytes
    }

    /// Takes the next bytes of the stream and returns what they complete, in order.
    ///
    /// - Throws: `Failure`, once what was complete before it has been returned, and for ever after.
    public mutating func parse(_ bytes: some Collection<UInt8>) throws(Failure) -> [Signal] {
        var signals: [Signal] = []
        if bytes.withContiguousStorageIfAvailable({ read($0, &signals) }) == nil {
            Array(bytes).withUnsafeBufferPointer { read($0, &signals) }
        }
        guard !isFailed || !signals.isEmpty else { throw .eventTooBig }
        return signals
    }

    private mutating func read(_ bytes: UnsafeBufferPointer<UInt8>, _ signals: inout [Signal]) {
        var index = 0
        while index < bytes.count, !isFailed {
            if isAfterCarriageReturn {
                isAfterCarriageReturn = false
                if bytes[index] == lineFeed {
                    index += 1
                    continue
                }
            }
            var end = index
            while end < bytes.count, bytes[end] != lineFeed, bytes[end] != carriageReturn {
                end += 1
            }
            isFailed = line.count + data.count + (end - index) > maximumEventBytes
            guard !isFailed else { return }
            line.append(contentsOf: bytes[index..<end])
            guard end < bytes.count else { return }
            isAfterCarriageReturn = bytes[end] == carriageReturn
            endLine(&signals)
            index = end + 1
        }
    }

    private mutating func endLine(_ signals: inout [Signal]) {
        var content = line[...]
        if isFirstLine, content.starts(with: [0xEF, 0xBB, 0xBF]) { content = content.dropFirst(3) }
        isFirstLine = false
        if content.isEmpty {
            dispatch(&signals)
        } else if let colon = content.firstIndex(of: UInt8(ascii: ":")) {
            var value = content[(colon + 1)...]
            if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
            process(field: content[..<colon], value: value, &signals)
        } else {
            process(field: content, value: [], &signals)
        }
        line.removeAll(keepingCapacity: true)
    }

    private mutating func process(
        field: ArraySlice<UInt8>, value: ArraySlice<UInt8>, _ signals: inout [Signal]
    ) {
        switch String(decoding: field, as: UTF8.self) {
        case "":
            signals.append(.comment(String(decoding: value, as: UTF8.self)))
        case "data":
            data.append(contentsOf: value)
            data.append(lineFeed)
        case "event":
            name = Array(value)
        case "id" where !value.contains(0):
            id = String(decoding: value, as: UTF8.self)
        case "retry" where value.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains):
            if let time = Int(String(decoding: value, as: UTF8.self)) {
                signals.append(.retry(time))
            }
        default:
            break
        }
    }

    private mutating func dispatch(_ signals: inout [Signal]) {
        lastEventID = id
        defer {
            data.removeAll(keepingCapacity: true)
            name.removeAll(keepingCapacity: true)
        }
        guard !data.isEmpty else { return }
        signals.append(
            .event(
                ServerSentEvent(
                    event: name.isEmpty ? nil : String(decoding: name, as: UTF8.self),
                    data: String(decoding: data.dropLast(), as: UTF8.self),
                    id: id.isEmpty ? nil : id)))
    }
}
