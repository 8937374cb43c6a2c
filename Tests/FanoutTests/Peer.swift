import EventStream
import Glibc

/// The client's end of a stream: reads what the hub sends, and checks its framing on the way.
///
/// Every read has a deadline, so that what never comes fails a test and does not hang it.
final class Peer {
    enum Failure: Error {
        case timedOut(got: [EventParser.Signal])
        case badChunk(String)
    }

    /// The hub's end.
    let hubDescriptor: Int32
    private let descriptor: Int32
    private var isOpen = true
    /// Bytes that arrived, and how many of them are decoded.
    private var bytes: [UInt8] = []
    private var decoded = 0
    private var parser = EventParser()
    private let isChunked: Bool

    private(set) var signals: [EventParser.Signal] = []
    /// The events with data.
    private(set) var events: [ServerSentEvent] = []
    /// Of these, the ones that are entries': the others are the stream's words on itself.
    var entries: [ServerSentEvent] { events.filter { $0.event != "stream" } }
    /// What the stream says of itself at its end.
    var lastWord: String? { events.last?.event == "stream" ? events.last?.data : nil }
    /// The last chunk has come (RFC 9112 §7.1).
    private(set) var hasLastChunk = false
    private(set) var hasEnded = false

    /// - Parameters:
    ///   - sockets: Both ends of the connection.
    ///   - sendBuffer: The size of the hub's send buffer, in bytes; `nil`: the system's.
    ///   - headBytes: What precedes the body.
    init(
        _ sockets: (client: Int32, server: Int32) = Sockets.local(), sendBuffer: Int32? = nil,
        isChunked: Bool = true, headBytes: Int = 0
    ) {
        descriptor = sockets.client
        hubDescriptor = sockets.server
        self.isChunked = isChunked
        decoded = headBytes
        if var size = sendBuffer {
            setsockopt(
                hubDescriptor, SOL_SOCKET, SO_SNDBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
    }

    deinit { close() }

    func close() {
        guard isOpen else { return }
        isOpen = false
        Glibc.close(descriptor)
    }

    /// Reads until the condition holds, or nothing has come in so many seconds of waiting: only its
    /// own counts, for on a busy machine the thread may be with other tests for long.
    func read(
        seconds: Int = 20, until condition: (Peer) -> Bool
    ) async throws {
        var patience = seconds * 200
        while !condition(self) {
            guard !hasEnded, patience > 0 else { throw Failure.timedOut(got: signals) }
            // Other tests, and a shutdown under way, want the thread too.
            if try !readSome(milliseconds: 5) { patience -= 1 }
            await Task.yield()
        }
    }

    /// Reads so many events.
    func readEvents(_ count: Int) async throws -> [ServerSentEvent] {
        try await read { $0.events.count >= count }
        return events
    }

    /// Reads to the end of the stream.
    func readToEnd() async throws {
        try await read { $0.hasEnded }
    }

    /// Reads what is there, or waits a little for it. Returns whether anything came.
    @discardableResult
    func readSome(milliseconds: Int32, atMost limit: Int = 65_536) throws -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&request, 1, milliseconds) > 0 else { return false }
        let piece = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            count = max(0, recv(descriptor, buffer.baseAddress, limit, 0))
        }
        if piece.isEmpty { hasEnded = true }
        bytes += piece
        try decode()
        return !piece.isEmpty
    }

    private func decode() throws {
        guard isChunked else {
            guard bytes.count > decoded else { return }
            note(try parser.parse(bytes[decoded...]))
            decoded = bytes.count
            return
        }
        while let line = bytes[min(decoded, bytes.count)...].firstIndex(of: 0x0A) {
            let text = String(decoding: bytes[decoded..<line], as: UTF8.self)
            guard text.hasSuffix("\r"), let size = Int(text.dropLast(), radix: 16), !hasLastChunk
            else { throw Failure.badChunk(text) }
            let end = line + 1 + size
            guard bytes.count >= end + 2 else { return }
            guard bytes[end] == 0x0D, bytes[end + 1] == 0x0A else { throw Failure.badChunk(text) }
            let chunk = bytes[(line + 1)..<end]
            // remy's polyfill loses what stands in two pieces.
            let isComment = chunk.first == UInt8(ascii: ":") && chunk.last == 0x0A
            guard size == 0 || isComment || chunk.suffix(2) == [0x0A, 0x0A]
            else { throw Failure.badChunk(text) }
            hasLastChunk = size == 0
            note(try parser.parse(chunk))
            decoded = end + 2
        }
    }

    private func note(_ new: [EventParser.Signal]) {
        signals += new
        for case .event(let event) in new { events.append(event) }
    }
}
