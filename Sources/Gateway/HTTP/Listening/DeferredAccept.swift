import Glibc
import NIOCore

/// Has the kernel keep a connection until its first bytes have come (`TCP_DEFER_ACCEPT`, tcp(7)).
///
/// When thousands of clients come at once, the kernel's queue runs over: it forgets that some of them have
/// connected, and what they have sent comes again only seconds later, as TCP's timers say. Until then such a
/// connection is to take nobody's place. A client that says nothing is let in when the time is over.
enum DeferredAccept {
    /// - Parameter timeout: of the clients that say nothing. The kernel counts in steps of 1, 3, 7, 15 … s.
    static func ask(_ listener: any Channel, within timeout: Duration) async {
        guard listener.localAddress?.ipAddress != nil else { return }
        let option = ChannelOptions.Types.SocketOption(
            level: .tcp, name: NIOBSDSocket.Option(rawValue: TCP_DEFER_ACCEPT))
        // A kernel that knows no such thing lets everybody in at once.
        try? await listener.setOption(option, value: SocketOptionValue(timeout.wholeSeconds)).get()
    }
}
