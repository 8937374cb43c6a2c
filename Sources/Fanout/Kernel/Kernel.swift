import CKernel
import Glibc

/// What the loops ask of the operating system. The calls that Linux alone has are in this folder and in
/// extensions of this type, and nowhere else.
package enum Kernel {
    /// What came of sending.
    enum Sent {
        /// So many bytes, perhaps not all; none when the socket is full.
        case bytes(Int)
        /// The connection is gone.
        case gone(PeerEnd)
    }

    /// Sends what fits without waiting, and without SIGPIPE.
    @inline(__always)
    static func send(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Sent {
        while true {
            let count = Glibc.send(
                descriptor, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
            if count >= 0 { return .bytes(count) }
            switch errno {
            case EAGAIN: return .bytes(0)
            case EINTR: continue
            case let error: return .gone(PeerEnd(error: error))
            }
        }
    }

    /// Makes frames leave at once, and ends the connection of a peer that acknowledges nothing for so
    /// long. Sockets other than TCP refuse both and need neither.
    static func prepare(_ descriptor: Int32, acknowledgingWithin timeout: Duration) {
        var yes: Int32 = 1
        var milliseconds = UInt32(clamping: timeout.milliseconds)
        let size = socklen_t(MemoryLayout<Int32>.size)
        _ = setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, size)
        _ = setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, &milliseconds, size)
    }

    /// Why a connection is gone that the kernel says is.
    static func end(of descriptor: Int32) -> PeerEnd {
        var error: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        _ = getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size)
        return PeerEnd(error: error)
    }

    /// Ends a connection so that the peer gets everything that was sent: closing a socket with unread
    /// bytes would reset it.
    package static func close(_ descriptor: Int32) {
        _ = shutdown(descriptor, Int32(SHUT_WR))
        withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { unread in
            var pieces = 16
            while pieces > 0,
                recv(descriptor, unread.baseAddress, unread.count, Int32(MSG_DONTWAIT)) > 0
            {
                pieces -= 1
            }
        }
        _ = Glibc.close(descriptor)
    }

    /// Milliseconds of a clock that only goes forward, exact to a few.
    package static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// Starts a thread that runs until its body returns.
    ///
    /// Traps when there is no thread left: only a server that starts asks for one.
    package static func startThread(_ body: @escaping @Sendable () -> Void) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        defer { pthread_attr_destroy(&attributes) }
        var thread = pthread_t()
        let failure = pthread_create(
            &thread, &attributes,
            { context in
                guard let context else { return nil }
                Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, Unmanaged.passRetained(ThreadBody(body)).toOpaque())
        precondition(failure == 0, "no thread for the readers: error \(failure)")
    }

    private final class ThreadBody: Sendable {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }
}

extension Duration {
    /// Whole milliseconds.
    var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
