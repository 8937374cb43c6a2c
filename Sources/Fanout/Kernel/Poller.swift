import CKernel
import Glibc

/// Tells which sockets of a loop can be written to again, are hung up, or have something to read.
package struct Poller: ~Copyable {
    /// What happened to a socket, under the word that it was added with.
    package struct Event {
        package let word: UInt64
        /// The peer went away, or will not send any more: for an event stream the same.
        let isHungUp: Bool
    }

    /// The word of the doorbell's event.
    package static let doorbell = UInt64.max

    private let descriptor: Int32
    private let events: UnsafeMutableBufferPointer<epoll_event>

    /// Traps when there is no descriptor left: only a server that starts asks for one.
    package init(doorbell: Doorbell) {
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

    /// Watches a socket that listens, until it is removed: it is told as long as somebody waits there.
    package func add(listener socket: Int32, word: UInt64) -> Bool {
        add(socket, word: word, for: EPOLLIN.rawValue)
    }

    /// Watches a connection until there is something to read, and tells that once. It is to be removed all
    /// the same. `false`: the system watches no more sockets.
    package func add(reading socket: Int32, word: UInt64) -> Bool {
        add(socket, word: word, for: EPOLLIN.rawValue | EPOLLONESHOT.rawValue)
    }

    private func add(_ socket: Int32, word: UInt64, for interest: UInt32) -> Bool {
        var event = epoll_event()
        event.events = interest
        event.data.u64 = word
        return epoll_ctl(descriptor, EPOLL_CTL_ADD, socket, &event) == 0
    }

    /// Forgets a socket that is about to be closed: a duplicate of it elsewhere would keep it watched.
    package func remove(_ socket: Int32) {
        var event = epoll_event()
        _ = epoll_ctl(descriptor, EPOLL_CTL_DEL, socket, &event)
    }

    /// Sleeps until something happens, so long at most (for ever: -1), and tells what did.
    package func wait(milliseconds: Int64, _ handle: (Event) -> Void) {
        let count = epoll_wait(
            descriptor, events.baseAddress, Int32(events.count), Int32(clamping: milliseconds))
        let hungUp = EPOLLRDHUP.rawValue | EPOLLHUP.rawValue | EPOLLERR.rawValue
        for index in 0..<Int(max(count, 0)) {
            let event = events[index]
            handle(Event(word: event.data.u64, isHungUp: event.events & hungUp != 0))
        }
    }
}
