import Fanout
import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// The end of a connection that becomes a stream.
extension RequestHandler {
    func begin(_ stream: AcceptedStream, _ origin: Origin, _ context: ChannelHandlerContext) {
        reading = .nothing
        answers = AnswerQueue()
        timer?.answered()
        if origin.isHead { return showHead(stream, context) }
        afterLastWrite(context) { self.handOver(stream, origin, $0) }
    }

    /// Ended in order, an answer over HTTP/1 would get a body's last chunk, which HEAD must not have.
    private func showHead(_ stream: AcceptedStream, _ context: ChannelHandlerContext) {
        writeHead(of: stream, context)
        let isWritten = context.eventLoop.makePromise(of: Void.self)
        switch transport {
        case .http1: context.write(wrapOutboundOut(.body(ByteBuffer())), promise: isWritten)
        case .http2: context.write(wrapOutboundOut(.end(nil)), promise: isWritten)
        }
        context.flush()
        isWritten.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
    }

    private func writeHead(of stream: AcceptedStream, _ context: ChannelHandlerContext) {
        let fields = StreamHead.fields(with: stream.fields)
        write(HTTPResponse(status: .ok, headerFields: fields), context)
    }

    private func handOver(
        _ stream: AcceptedStream, _ origin: Origin, _ context: ChannelHandlerContext
    ) {
        guard context.channel.isActive else { return }
        do throws(Problem) {
            if let refusal = stream.refusal { throw refusal }
            let account = try services.admission.open(
                address: stream.client, identity: stream.identity, nodes: stream.addresses)
            guard var reader = reader(of: stream, origin, context) else {
                services.admission.close([account])
                throw .overloaded
            }
            reader.account = account
            services.hub.attach(reader)
            if case .sink(let sink as ChannelSink, _) = reader.output { sink.attached() }
        } catch {
            return refuse(stream, origin, error)
        }
        switch transport {
        case .http1 where !isSecure: context.close(promise: nil)
        case .http1, .http2: context.pipeline.syncOperations.removeHandler(self, promise: nil)
        }
    }

    /// The hub's reader, its output taken from the connection; `nil` where that is not possible.
    private func reader(
        of stream: AcceptedStream, _ origin: Origin, _ context: ChannelHandlerContext
    ) -> Reader? {
        switch transport {
        case .http1 where !isSecure:
            SocketHandOver.take(from: context).map {
                stream.reader(.socket($0), head: .http1, framing: origin.framing)
            }
        case .http1:
            sink(.bytes, context).map {
                stream.reader($0, head: .http1, framing: origin.framing)
            }
        case .http2:
            sink(.http2Frames, context, after: stream).map {
                stream.reader($0, head: .sent, framing: .none)
            }
        }
    }

    /// Leaves nothing in the pipeline but what encrypts and what frames, and lets the hub write there.
    ///
    /// - Parameter stream: whose head is sent first, where that is not among the hub's bytes.
    private func sink(
        _ encoding: StreamHandler.Encoding, _ context: ChannelHandlerContext,
        after stream: AcceptedStream? = nil
    ) -> Reader.Output? {
        let (hub, pipeline) = (services.hub, context.pipeline.syncOperations)
        let port = hub.makePort()
        let handler = StreamHandler(port: port, encoding: encoding, window: hub.sinkWindow)
        do {
            let codecs = try transport.codecs(of: pipeline)
            try pipeline.addHandler(handler)
            if let stream { writeHead(of: stream, context) }
            for codec in codecs { pipeline.removeHandler(codec, promise: nil) }
        } catch {
            return nil
        }
        noteStream(context)
        let sink = ChannelSink(
            carrier: services.carriers.carrier(of: context.eventLoop),
            handler: NIOLoopBound(handler, eventLoop: context.eventLoop))
        return .sink(sink, port)
    }

    /// While a connection carries event streams, it is not counted.
    private func noteStream(_ context: ChannelHandlerContext) {
        // Over HTTP/1 the connection ends with its stream.
        switch transport {
        case .http1: services.connections.streamBegan(on: context.channel)
        case .http2(let requests): requests.becameStream(context.channel)
        }
    }

    private func refuse(_ stream: AcceptedStream, _ origin: Origin, _ problem: Problem) {
        var response = problem.response
        response.fields.append(contentsOf: stream.fields)
        var last = origin
        last.ticket = answers.expect()
        last.isLast = true
        answer(last, .response(response))
    }
}
