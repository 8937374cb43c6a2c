import NIOCore
import Synchronization
import XMPP

// What the channel reports.
extension ComponentConnection {
    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        let tick = TimeAmount(link.limits.tick)
        let connection = NIOLoopBound(self, eventLoop: context.eventLoop)
        ticks = context.eventLoop.scheduleRepeatedTask(initialDelay: tick, delay: tick) { _ in
            connection.value.tick()
        }
        perform(machine.connected(at: now))
        setReading(true)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isEnded else { return }
        let now = now
        machine.heard(at: now)
        let bytes = unwrapInboundIn(data)
        machine.answered(bytes.readableBytesView)
        let events = bytes.withUnsafeReadableBytes { tokenizer.feed($0) }
        for event in events { perform(machine.received(event, at: now)) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        turn()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Whatever it is, the connection is of no more use; its end is reported below.
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        perform(machine.disconnected())
        ended.succeed(end)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        ticks?.cancel()
        self.context = nil
    }

    private func tick() {
        // We do not read what it says: that it seems silent is our doing.
        if link.traffic.withLock({ $0.keepsServerWaiting }) { machine.heard(at: now) }
        perform(machine.tick(at: now))
        turn()
    }

    /// Milliseconds of a clock that only goes forward.
    private var now: Int64 { Int64(NIODeadline.now().uptimeNanoseconds / 1_000_000) }
}

// What is asked of the channel.
extension ComponentConnection {
    func write(_ bytes: ByteBuffer) {
        guard bytes.readableBytes > 0 else { return }
        context?.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
    }

    /// Writes stanzas, and has the next ones written when the system has taken all of them.
    func writeStanzas(_ bytes: ByteBuffer) {
        guard let context else { return }
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenSuccess { self.stanzasWritten() }
        context.writeAndFlush(wrapOutboundOut(bytes), promise: written)
    }

    private func stanzasWritten() {
        guard !isEnded else { return }
        let (isReading, isTurnDue) = link.traffic.withLock { traffic in
            traffic.written()
            return (traffic.isReading, traffic.asksForTurn())
        }
        // While we do not listen, that the server takes what it is sent is its sign of life.
        if !isReading { machine.heard(at: now) }
        if isTurnDue { link.callForTurn() }
    }

    func setReading(_ isReading: Bool) {
        try? context?.channel.syncOptions?.setOption(.autoRead, value: isReading)
    }

    /// The stream has ended: closes the socket.
    ///
    /// At a stop the server has the time to read everything and to say goodbye: closing over bytes
    /// that were not read would reset the connection, and answers under way would be lost.
    func close(because reason: CloseReason) {
        guard !isEnded else { return }
        isEnded = true
        end.reason = reason
        link.disconnected()
        guard let context else { return ended.succeed(end) }
        if reason == .stopped {
            setReading(true)
            after(link.limits.closeTimeout) { $0.context?.close(promise: nil) }
        } else {
            context.close(promise: nil)
        }
    }

    /// Does something later, if the connection is still there.
    func after(_ delay: Duration, _ action: @escaping @Sendable (ComponentConnection) -> Void) {
        let connection = NIOLoopBound(self, eventLoop: link.eventLoop)
        link.eventLoop.scheduleTask(in: TimeAmount(delay)) { action(connection.value) }
    }
}
