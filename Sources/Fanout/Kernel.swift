import CKernel
import Glibc

/// What the reader loops ask of the operating system. Linux's calls are in this file and nowhere else.
enum Kernel {
    /// What came of sending.
    enum Sent {
        /// So many bytes, perhaps not all; none when the socket is full.
        case bytes(Int)
        /// The connection is gone.
        case gone
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
            default: return .gone
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

    /// Ends a connection so that the peer gets everything that was sent: closing a socket with unread
    /// bytes would reset it.
    static func close(_ descriptor: Int32) {
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
    static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// Starts a thread that runs until its body returns.
    ///
    /// Traps when there is no thread left: only a server that starts asks for one.
    static func startThread(_ body: @escaping @Sendable () -> Void) {
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

/// Wakes a thread that sleeps: as often as it is rung before the thread looks, it wakes once.
final class Doorbell: Sendable {
    let descriptor: Int32

    /// Traps when there is no descriptor left: only a server that starts asks for one.
    init() {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        precondition(descriptor >= 0, "no descriptor for the readers: error \(errno)")
    }

    deinit { _ = Glibc.close(descriptor) }

    func ring() {
        _ = eventfd_write(descriptor, 1)
    }

    /// Makes ready for the next ring.
    func quieten() {
        var rings: eventfd_t = 0
        _ = eventfd_read(descriptor, &rings)
    }

    /// Sleeps until it is rung, so long at most.
    func wait(milliseconds: Int64) {
        var request = pollfd(descriptor: descriptor)
        _ = poll(&request, 1, Int32(clamping: milliseconds))
        quieten()
    }
}

extension pollfd {
    fileprivate init(descriptor: Int32) {
        self.init(fd: descriptor, events: Int16(POLLIN), revents: 0)
    }
}

/// Tells which sockets of a loop can be written to again, or hung up.
struct Poller: ~Copyable {
    /// What happened to a socket, under the word that it was added with.
    struct Event {
        let word: UInt64
        /// The peer went away, or will not send any more: for an event stream the same.
        let isHungUp: Bool
    }

    /// The word of the doorbell's event.
    static let doorbell = UInt64.max

    private let descriptor: Int32
    private let events: UnsafeMutableBufferPointer<epoll_event>

    /// Traps when there is no descriptor left: only a server that starts asks for one.
    init(doorbell: Doorbell) {
        descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        precondition(descriptor >= 0, "no descriptor for the readers: error \(errno)")
        events = .allocate(capacity: 256)
        events.initialize(repeating: epoll_event())
        _ = add(doorbell.descriptor, word: Self.doorbell, for: EPOLLIN.rawValue)
    }

    deinit {
        events.deallocate()
        _ = Glibc.close(descriptor)
    }

    /// Watches a reader's socket until it is removed. Each change is told once. `false`: the system
    /// watches no more sockets.
    func add(_ socket: Int32, word: UInt64) -> Bool {
        add(socket, word: word, for: EPOLLOUT.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue)
    }

    private func add(_ socket: Int32, word: UInt64, for interest: UInt32) -> Bool {
        var event = epoll_event()
        event.events = interest
        event.data.u64 = word
        return epoll_ctl(descriptor, EPOLL_CTL_ADD, socket, &event) == 0
    }

    /// Forgets a socket that is about to be closed: a duplicate of it elsewhere would keep it watched.
    func remove(_ socket: Int32) {
        var event = epoll_event()
        _ = epoll_ctl(descriptor, EPOLL_CTL_DEL, socket, &event)
    }

    /// Sleeps until something happens, so long at most (for ever: -1), and tells what did.
    func wait(milliseconds: Int64, _ handle: (Event) -> Void) {
        let count = epoll_wait(
            descriptor, events.baseAddress, Int32(events.count), Int32(clamping: milliseconds))
        let hungUp = EPOLLRDHUP.rawValue | EPOLLHUP.rawValue | EPOLLERR.rawValue
        for index in 0..<Int(max(count, 0)) {
            let event = events[index]
            handle(Event(word: event.data.u64, isHungUp: event.events & hungUp != 0))
        }
    }
}

extension Duration {
    /// Whole milliseconds.
    var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
