import CKernel
import Glibc

/// Sends that leave together, in one call of the kernel where it allows that (io_uring(7)), else one by
/// one.
///
/// A call for each reader costs more than its own time: at its end the kernel looks whether somebody
/// else is to run, and the client that was just sent something often is.
struct SendBatch: ~Copyable {
    /// So many sends make a call as cheap as more would.
    private static let limit = 256
    /// Below it a call for each is cheaper.
    private static let worthwhile = 4
    /// What can be kept of bytes until they leave.
    private static let keptBytes = 256 * 1024

    private let orders = UnsafeMutableBufferPointer<send_order>.allocate(capacity: Self.limit)
    private let kept = UnsafeMutableRawBufferPointer.allocate(
        byteCount: Self.keptBytes, alignment: 16)
    private var count = 0
    private var keptCount = 0
    /// `nil`: not allowed, or of no use any more.
    private var ring: OpaquePointer?

    /// For the thread that makes it.
    ///
    /// - Parameter isInOneCall: `false`: one by one, whatever the kernel allows.
    init(isInOneCall: Bool) {
        orders.initialize(repeating: send_order())
        ring = isInOneCall ? send_ring_open(UInt32(Self.limit)) : nil
    }

    deinit {
        if let ring { send_ring_close(ring) }
        orders.deallocate()
        kept.deallocate()
    }

    /// Whether sends leave together.
    var isInOneCall: Bool { ring != nil }
    var isEmpty: Bool { count == 0 }
    /// No send can be added until those that wait have left.
    var isFull: Bool { count == Self.limit }

    /// Whether so many bytes could be kept now.
    func hasRoom(for byteCount: Int) -> Bool { keptCount + byteCount <= kept.count }

    /// Whether so many bytes are worth being kept at all.
    static func isSmall(_ byteCount: Int) -> Bool { byteCount <= keptBytes / 4 }

    /// Copies bytes for which there is room, so that they are there until the batch has left.
    mutating func keep(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        let copy = UnsafeMutableRawBufferPointer(
            rebasing: kept[keptCount..<keptCount + bytes.count])
        copy.copyMemory(from: bytes)
        keptCount += bytes.count
        return UnsafeRawBufferPointer(copy)
    }

    /// Adds a send of bytes that are there until the batch has left.
    @inline(__always)
    mutating func add(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, tag: Int32) {
        orders[count] = send_order(
            bytes: bytes.baseAddress, count: UInt32(bytes.count), descriptor: descriptor, result: 0,
            tag: tag)
        count += 1
    }

    /// Lets all leave, in order, and tells of each what came of it.
    mutating func send(_ handle: (_ tag: Int32, _ wanted: Int, Kernel.Sent) -> Void) {
        let isSent = count >= Self.worthwhile && sendInOneCall()
        for order in orders.prefix(count) {
            let sent =
                isSent ? Self.outcome(of: order) : Kernel.send(order.content, to: order.descriptor)
            handle(order.tag, Int(order.count), sent)
        }
        count = 0
    }

    /// Forgets the bytes that were kept.
    mutating func dropKept() {
        keptCount = 0
    }

    /// `false`: nothing was sent.
    private mutating func sendInOneCall() -> Bool {
        guard let ring else { return false }
        if !send_ring_send(ring, orders.baseAddress, UInt32(count)) {
            send_ring_close(ring)
            self.ring = nil
        }
        return true
    }

    /// A socket that took nothing is asked once more, by the call whose answers are certain: who is not
    /// known to be full would wait for ever for the kernel to say that there is room.
    private static func outcome(of order: send_order) -> Kernel.Sent {
        switch order.result {
        case 0...: .bytes(Int(order.result))
        case -EAGAIN, -EINTR: Kernel.send(order.content, to: order.descriptor)
        case let error: .gone(PeerEnd(error: -error))
        }
    }
}

extension send_order {
    fileprivate var content: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: bytes, count: Int(count))
    }
}
