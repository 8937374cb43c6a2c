import EventStream
import Fanout
import Glibc
import Journaling
import PubSub
import XMPP

/// Times each step on the way of one item, alone on one thread: `make micro`. With the argument `ingest`,
/// all of them up to the commit, as one: a scenario of `make bench`.
@main
enum Main {
    static func main() throws {
        guard CommandLine.arguments.dropFirst().first != "ingest" else { return try ingest(1000) }
        tokenize()
        encode()
        decide()
        for synchronous in [SQLiteJournal.Synchronous.full, .normal] {
            for batch in [1, 64, 1000] { try append(batch, synchronous) }
        }
        try ingest(1000)
        for readers in [1, 100] { lastByte(readers) }
    }

    /// From bytes to a request.
    private static func tokenize() {
        let tokenizer = XMLTokenizer()
        _ = tokenizer.feed(Sample.streamHead)
        Stopwatch.measure("tokenize a stanza of \(Sample.stanza.count) bytes") {
            _ = tokenizer.feed(Sample.stanza)
        }
        guard case .element(let element)? = tokenizer.feed(Sample.stanza).first else { return }
        Stopwatch.measure("read a request from its element") {
            guard case .stanza(let stanza) = StanzaReading(element) else { return }
            _ = try? Request(stanza, to: Sample.service)
        }
    }

    private static func encode() {
        let entry = Sample.entry(at: 1_000_000)
        for format in ItemFormat.allCases {
            let encoder = FrameEncoder(epoch: "abcdefghijkl", format: format, framing: .chunked)
            Stopwatch.measure("encode an item as \(format.rawValue)") { _ = encoder.frame(entry) }
        }
    }

    private static func decide() {
        for kept in [10, 10_000] {
            var configuration = NodeConfiguration()
            configuration.maximumItems = kept
            var engine = Engine(
                service: Sample.service,
                settings: ServiceSettings(
                    createsOnPublish: true, defaultConfiguration: configuration))
            var position: Int64 = 0
            let publish = {
                let decision = try? engine.decide(
                    Sample.publication,
                    at: Occasion("item-\(position)", at: Timestamp(milliseconds: 0)))
                for change in decision?.changes ?? [] {
                    position += 1
                    let entry = Entry(
                        position: Position(rawValue: position), time: Timestamp(milliseconds: 0),
                        service: Sample.service, change: change)
                    _ = engine.notification(of: entry)
                    engine.apply(entry)
                }
            }
            for _ in 0...kept { publish() }
            Stopwatch.measure("decide and apply, a node that keeps \(kept) items", publish)
        }
    }

    private static func append(_ batch: Int, _ synchronous: SQLiteJournal.Synchronous) throws {
        let folder = try Folder()
        let journal = try SQLiteJournal(folder: folder.path, synchronous: synchronous)
        defer { journal.close() }
        var position: Int64 = 0
        try Stopwatch.measure(
            "append, \(batch) in a batch, synchronous \(synchronous.rawValue)", unit: batch
        ) {
            let entries = (0..<batch).map { _ in
                position += 1
                return Sample.entry(at: position)
            }
            try journal.append(entries)
        }
    }

    /// From the bytes of stanzas to their commit.
    private static func ingest(_ batch: Int) throws {
        let folder = try Folder()
        let journal = try SQLiteJournal(folder: folder.path)
        defer { journal.close() }
        let tokenizer = XMLTokenizer()
        _ = tokenizer.feed(Sample.streamHead)
        var engine = Engine(
            service: Sample.service,
            settings: ServiceSettings(creators: .anyone, createsOnPublish: true))
        var position: Int64 = 0
        try Stopwatch.measure(
            "CPU from the bytes to the commit, \(batch) in a batch", unit: batch, of: .cpu
        ) {
            var entries: [Entry] = []
            for _ in 0..<batch {
                for case .element(let element) in tokenizer.feed(Sample.stanza) {
                    guard case .stanza(let stanza) = StanzaReading(element) else { continue }
                    let decision = try engine.decide(
                        try Request(stanza, to: Sample.service),
                        at: Occasion("item-\(position)", at: Timestamp(milliseconds: 0)))
                    for change in decision.changes {
                        position += 1
                        let entry = Entry(
                            position: Position(rawValue: position),
                            time: Timestamp(milliseconds: 0), service: Sample.service,
                            change: change)
                        engine.apply(entry)
                        entries.append(entry)
                    }
                }
            }
            guard entries.count >= batch else {
                throw JournalError.unavailable("the sample is refused")
            }
            try journal.append(entries)
        }
    }

    /// From the hub's publishing until the last reader has read the last byte.
    private static func lastByte(_ count: Int) {
        let hub = Hub(epoch: "abcdefghijkl", head: .start) { _, _, _, completion in
            completion(.failed)
        }
        let clients = (0..<count).map { _ in
            var pair: [Int32] = [-1, -1]
            socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair)
            hub.attach(
                Reader(
                    output: .socket(pair[1]),
                    selection: Selection(
                        addresses: [Sample.address], format: .item, framing: .none),
                    cursor: .start, openedAt: .start, preamble: [0x0A]))
            return pair[0]
        }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let receive = { for client in clients { _ = read(client, &buffer, buffer.count) } }
        receive()
        var position: Int64 = 0
        Stopwatch.measure("publish to the last byte, \(count) readers") {
            position += 1
            hub.publish([Sample.entry(at: position)])
            receive()
        }
        for client in clients { close(client) }
    }
}

/// A folder that goes with the program's run.
private final class Folder {
    let path: String

    init() throws {
        var template = Array("/tmp/microbenchmarks-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else {
            throw JournalError.unavailable("no folder in /tmp")
        }
        path = String(cString: made)
    }

    deinit {
        for name in ["journal.db", "journal.db-wal", "journal.db-shm", "journal.lock"] {
            unlink("\(path)/\(name)")
        }
        rmdir(path)
    }
}
