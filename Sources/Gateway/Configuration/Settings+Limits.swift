public import Fanout

extension Settings {
    /// What clients may have of Sluice, together and each. Whoever meets a limit is told which one.
    public struct Limits: Sendable, Hashable {
        /// Connections at once that are not streams. For further ones, the older ones that owe no answer
        /// are closed.
        public var connections = 2048
        /// The request line and all header fields, in bytes; and so much of a body that is no item.
        public var requestHead = 16 * 1024
        /// The bodies of all requests that are not answered yet, in bytes.
        public var requestMemory = 64 << 20
        /// From the begin of a request to its end.
        public var requestTime = Duration.seconds(10)
        /// From a request to the end of its answer.
        public var answerTime = Duration.seconds(30)
        /// From an answer to the next request.
        public var idleTime = Duration.seconds(60)
        /// Streams at once.
        public var streams = 1_000_000
        /// Of these, of one client's address; `nil`: no bound. Behind a proxy that is not named as
        /// trusted all clients have one address, and so there is none by default.
        public var streamsPerAddress: Int?
        /// Of one token's subject.
        public var streamsPerToken: Int?
        /// Of one node.
        public var streamsPerNode: Int?
        /// How often one address may open a stream.
        public var opensPerAddress: Rate?
        /// How often one address may be refused a stream, before it is told to wait.
        public var refusalsPerAddress: Rate? = Rate(count: 600, per: .seconds(60))
        /// How often one address may publish over HTTP.
        public var publishesPerAddress: Rate?
        /// How often one token's subject may.
        public var publishesPerToken: Rate?
        /// What becomes of readers who take less than their nodes get.
        public var slowReaders = SlowReaders.catchUp
        /// How far a reader may fall behind its nodes.
        public var lag = Lag(entries: 1_000_000, bytes: 256 << 20)
        /// How long a reader may take nothing while there is something for it.
        public var stall = Duration.seconds(60)
        /// What is kept in memory for the slow readers of one selection of nodes, in bytes.
        public var ringMemory = 1 << 20
        /// What is kept in memory for all readers, in bytes.
        public var memory = 64 << 20

        public init() {}
    }
}

extension Settings.Limits {
    /// Reads the keys that are given over the defaults.
    init(from reader: inout SettingsReader, at key: String) {
        self.init()
        readRequests(from: &reader, at: key)
        let many = Format<Int>.count(1...10_000_000)
        reader.read("\(key).streams", into: &streams, as: many)
        reader.read("\(key).streams_per_address", into: &streamsPerAddress, as: .none(or: many))
        reader.read("\(key).streams_per_token", into: &streamsPerToken, as: .none(or: many))
        reader.read("\(key).streams_per_node", into: &streamsPerNode, as: .none(or: many))
        reader.read("\(key).opens_per_address", into: &opensPerAddress, as: .none(or: .rate))
        reader.read("\(key).refusals_per_address", into: &refusalsPerAddress, as: .none(or: .rate))
        reader.read(
            "\(key).publishes_per_address", into: &publishesPerAddress, as: .none(or: .rate))
        reader.read("\(key).publishes_per_token", into: &publishesPerToken, as: .none(or: .rate))
        reader.read("\(key).slow_readers", into: &slowReaders, as: .name)
        reader.read("\(key).lag_entries", into: &lag.entries, as: .count(1...1_000_000_000))
        reader.read("\(key).lag_bytes", into: &lag.bytes, as: .bytes(1 << 10...1 << 42))
        reader.read("\(key).stall", into: &stall, as: .duration(.seconds(1) ... .seconds(3600)))
        reader.read("\(key).ring_memory", into: &ringMemory, as: .bytes(4 << 10...1 << 30))
        reader.read("\(key).memory", into: &memory, as: .bytes(1 << 20...1 << 40))
    }

    private mutating func readRequests(from reader: inout SettingsReader, at key: String) {
        let times = Format<Duration>.duration(.milliseconds(100) ... .seconds(3600))
        reader.read("\(key).connections", into: &connections, as: .count(1...1_000_000))
        reader.read("\(key).request_head", into: &requestHead, as: .bytes(1 << 10...1 << 20))
        reader.read("\(key).request_memory", into: &requestMemory, as: .bytes(16 << 20...1 << 40))
        reader.read("\(key).request_time", into: &requestTime, as: times)
        reader.read("\(key).answer_time", into: &answerTime, as: times)
        reader.read("\(key).idle_time", into: &idleTime, as: times)
    }
}

extension Format {
    /// `none`, or what else the format reads.
    static func none<Wrapped: Sendable>(or format: Format<Wrapped>) -> Format<Wrapped?>
    where Value == Wrapped? {
        Format<Wrapped?> { text throws(Misfit) in
            guard text != "none" else { return nil }
            do throws(Misfit) {
                return try format.parse(text)
            } catch {
                throw Misfit("is not 'none', and \(error.reason)")
            }
        }
    }
}

extension Format<Rate> {
    /// So many times in a second, a minute or an hour.
    static let rate = Format(or: "is not a rate; write a number and /s, /m or /h, such as 20/s") {
        Rate($0)
    }
}
