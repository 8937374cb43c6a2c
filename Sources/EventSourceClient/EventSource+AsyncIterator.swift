import AsyncHTTPClient
public import EventStream
import NIOCore
import NIOHTTP1

extension EventSource {
    /// Connects, reads and waits, all of it within `next`: who does not ask for an event has nothing
    /// going on but an open socket.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private let source: EventSource
        private var machine: ReconnectionMachine
        private var parser: EventParser
        private var events: ArraySlice<ServerSentEvent> = []
        /// What has come of the stream and is not parsed yet.
        private var bytes = ByteBuffer()
        private var body: ResponseBody?
        private var delay = Duration.zero
        private var hasEnded = false

        /// Few bytes can be many events, and these are wanted one by one.
        private static let pieceBytes = 4096

        init(_ source: EventSource) {
            self.source = source
            machine = ReconnectionMachine(
                persistence: source.configuration.persistence, delays: source.configuration.delays)
            parser = EventParser(
                lastEventID: source.lastEventID,
                maximumEventBytes: source.configuration.maximumEventBytes)
        }

        public mutating func next() async throws(EventSourceError) -> ServerSentEvent? {
            try await next(isolation: nil)
        }

        /// The next event; `nil` after 204, or when the task is cancelled.
        ///
        /// - Throws: `EventSourceError` when going on makes no sense; `nil` ever after.
        public mutating func next(
            isolation: isolated (any Actor)?
        ) async throws(EventSourceError) -> ServerSentEvent? {
            while !hasEnded {
                guard !Task.isCancelled else { break }
                if let event = events.popFirst() { return event }
                do throws(EventSourceError) {
                    if bytes.readableBytes > 0 {
                        try parsePiece()
                    } else if let body {
                        try await read(body, isolation: isolation)
                    } else {
                        try await connect(isolation: isolation)
                    }
                } catch {
                    end()
                    throw error
                }
            }
            end()
            return nil
        }

        private mutating func end() {
            hasEnded = true
            body = nil
            events = []
            bytes.clear()
        }

        private mutating func parsePiece() throws(EventSourceError) {
            let piece = bytes.readSlice(length: Swift.min(bytes.readableBytes, Self.pieceBytes))
            var found: [ServerSentEvent] = []
            do throws(EventParser.Failure) {
                for signal in try parser.parse(piece?.readableBytesView ?? ByteBufferView()) {
                    switch signal {
                    case .event(let event): found.append(event)
                    case .retry(let time): machine.setReconnectionTime(milliseconds: time)
                    case .comment: break
                    }
                    machine.arrived()
                }
            } catch {
                throw .eventTooBig(maximumBytes: parser.maximumEventBytes)
            }
            events = found[...]
        }

        private mutating func read(
            _ body: ResponseBody, isolation: isolated (any Actor)?
        ) async throws(EventSourceError) {
            do throws(Interruption) {
                bytes = try await body.next()
            } catch {
                self.body = nil
                try act(on: machine.interrupted(error, random: .random(in: 0..<1)))
            }
        }

        private mutating func connect(
            isolation: isolated (any Actor)?
        ) async throws(EventSourceError) {
            // Cancelled: the loop in `next` ends.
            guard (try? await Task.sleep(for: delay)) != nil else { return }
            // What the end of a stream leaves unfinished is dropped (HTML §9.2.6).
            parser = EventParser(
                lastEventID: parser.lastEventID, maximumEventBytes: parser.maximumEventBytes)
            let action: ReconnectionMachine.Action
            var response: HTTPClientResponse?
            do throws(Connector.Failure) {
                let answer = try await Connector(source).connect(lastEventID: parser.lastEventID)
                response = answer
                action = machine.responded(
                    status: Int(answer.status.code),
                    contentType: answer.headers.first(name: "Content-Type"),
                    retryAfter: answer.headers.first(name: "Retry-After"),
                    random: .random(in: 0..<1))
            } catch {
                switch error {
                case .final(let error): throw error
                case .passing(let interruption):
                    action = machine.interrupted(interruption, random: .random(in: 0..<1))
                }
            }
            guard !Task.isCancelled else { return }
            switch (action, response) {
            case (.read, let response?):
                body = ResponseBody(
                    response.body, silence: source.configuration.silenceTimeout,
                    eventLoop: source.configuration.client.eventLoopGroup.any())
                source.configuration.onStateChange?(.opened)
            case (.giveUp(let interruption), let response?):
                throw .refused(await EventSourceError.Refusal(interruption, response))
            default: try act(on: action)
            }
        }

        private mutating func act(
            on action: ReconnectionMachine.Action
        ) throws(EventSourceError) {
            guard !Task.isCancelled else { return }
            switch action {
            case .read: break
            case .finish: hasEnded = true
            case .giveUp(let interruption): throw .unreachable(interruption)
            case .wait(let delay, let interruption):
                self.delay = delay
                source.configuration.onStateChange?(
                    .reconnecting(after: delay, because: interruption))
            }
        }
    }
}
