import Fanout
import NIOCore

/// Brings the hub's bytes to the streams of one event loop: one task a turn, and one flush for each
/// connection, however many HTTP/2 streams it has.
final class EventLoopCarrier: SinkCarrier {
    private let eventLoop: any EventLoop
    /// Connections whose flush waits for the end of the task; `nil` outside of one.
    private let held: NIOLoopBoundBox<[FlushHold]?>

    init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
        held = .makeBoxSendingValue(nil, eventLoop: eventLoop)
    }

    func carry(_ parcels: [SinkParcel]) {
        eventLoop.execute {
            self.held.value = []
            for parcel in parcels { parcel.sink.take(parcel.bytes, ending: parcel.ending) }
            let held = self.held.value ?? []
            self.held.value = nil
            for connection in held { connection.flush() }
        }
    }

    /// Keeps a connection's flush for later, on the event loop. `false`: it is to flush now.
    func hold(_ connection: FlushHold) -> Bool {
        guard held.value != nil else { return false }
        if !connection.isHeld { held.value?.append(connection) }
        return true
    }
}

/// Below HTTP/2: lets a connection's streams write, and then flushes what they wrote together.
final class FlushHold: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer

    private let carrier: EventLoopCarrier
    private var context: ChannelHandlerContext?
    private(set) var isHeld = false

    init(carrier: EventLoopCarrier) {
        self.carrier = carrier
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func flush(context: ChannelHandlerContext) {
        if carrier.hold(self) { isHeld = true } else { context.flush() }
    }

    func flush() {
        isHeld = false
        context?.flush()
    }
}

@available(*, unavailable)
extension FlushHold: Sendable {}

/// The carriers of all event loops of a group.
struct EventLoopCarriers: Sendable {
    private let carriers: [ObjectIdentifier: EventLoopCarrier]

    init(_ group: any EventLoopGroup) {
        var carriers: [ObjectIdentifier: EventLoopCarrier] = [:]
        for eventLoop in group.makeIterator() {
            carriers[ObjectIdentifier(eventLoop)] = EventLoopCarrier(eventLoop)
        }
        self.carriers = carriers
    }

    /// The one of an event loop; for one that is not of the group, a new one.
    func carrier(of eventLoop: any EventLoop) -> EventLoopCarrier {
        carriers[ObjectIdentifier(eventLoop)] ?? EventLoopCarrier(eventLoop)
    }
}
