import CKernel
import Glibc

/// Wakes a thread that sleeps: as often as it is rung before the thread looks, it wakes once.
package final class Doorbell: Sendable {
    package let descriptor: Int32

    /// Traps when there is no descriptor left: only a server that starts asks for one.
    package init() {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        precondition(descriptor >= 0, "no descriptor for the readers: error \(errno)")
    }

    deinit { _ = Glibc.close(descriptor) }

    package func ring() {
        _ = eventfd_write(descriptor, 1)
    }

    /// Makes ready for the next ring.
    package func quieten() {
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
