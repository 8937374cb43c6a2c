import EventStream
import Fanout
import Glibc
import HTTPTypes
import PubSub

@testable import Gateway

/// A browser without a network: opens streams through the routes, reads them through a socket of small
/// buffers, loses them, and comes back with the last id that it has seen. It keeps a log of everything.
final class StreamClient {
    /// One thing that happened to it.
    enum Event: Equatable {
        case connected(head: Position)
        /// An event of a node, by its cursor.
        case entry(Position)
        /// `event: stream`: its `state`, and the cursor that it moved to.
        case state(String, Position?)
        /// The request was refused.
        case refused(Int)
    }

    /// What it asks for, without its cursor.
    let target: String
    private(set) var log: [Event] = []
    private var parser = EventParser()
    private var descriptor: Int32 = -1
    private var lastEventID: String?
    private var headBytes = 0

    init(_ target: String) {
        self.target = target
    }

    deinit { close() }

    var isOpen: Bool { descriptor >= 0 }

    /// Opens a stream; small buffers make it slow.
    func open(on fixture: RoutesFixture, sendBuffer: Int32) async {
        let answer = await fixture.answer(
            .get, target, lastEventID.map { [.lastEventID: $0] } ?? [:])
        guard case .stream(let stream) = answer else {
            if case .response(let response) = answer { log.append(.refused(response.status.code)) }
            return
        }
        log.append(.connected(head: stream.openedAt))
        var pair: [Int32] = [-1, -1]
        socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair)
        var size = sendBuffer
        setsockopt(pair[1], SOL_SOCKET, SO_SNDBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        descriptor = pair[0]
        let reader = stream.reader(.socket(pair[1]), head: .http1, framing: .none)
        headBytes = (reader.preamble.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound ?? 0)
        parser = EventParser()
        fixture.hub.attach(reader)
    }

    /// Whether it has everything up to a position, or knows that it has not.
    func hasReached(_ end: Position?) -> Bool {
        guard let end else { return true }
        return log.contains { event in
            switch event {
            case .entry(let position), .state("open", let position?),
                .state("polled", let position?):
                position >= end
            default: false
            }
        }
    }

    /// Goes without a word, and with it what it has not read yet.
    func close() {
        guard isOpen else { return }
        Glibc.close(descriptor)
        descriptor = -1
    }

    /// Reads what is there, or waits a little for it.
    func read(milliseconds: Int32, atMost limit: Int = 65_536) throws {
        guard isOpen else { return }
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&request, 1, milliseconds) > 0 else { return }
        var bytes = [UInt8](repeating: 0, count: limit)
        let count = recv(descriptor, &bytes, limit, 0)
        guard count > 0 else { return close() }
        let skipped = min(headBytes, count)
        headBytes -= skipped
        for signal in try parser.parse(bytes[skipped..<count]) {
            if case .event(let event) = signal { note(event) }
        }
    }

    private func note(_ event: ServerSentEvent) {
        // Of a stream's first events some have no id: then the parser has none, and the old one stays.
        let position = event.id.flatMap { Cursor($0) }?.position
        if let id = event.id { lastEventID = id }
        if event.event == "stream" {
            let state = event.data?.split(separator: "\"").dropFirst(3).first.map(String.init)
            log.append(.state(state ?? "", position))
        } else if let position {
            log.append(.entry(position))
        }
    }
}
