import Glibc

/// Sockets that the service manager has opened and passes on (sd_listen_fds(3)): they go on queuing
/// connections while Sluice restarts, so that nobody is refused.
struct ActivatedSockets: Sendable, Hashable {
    /// For plain connections: every socket that has another name than `https`.
    var http: [Int32] = []
    /// For encrypted ones.
    var https: [Int32] = []

    /// The first descriptor that is passed on.
    private static let first: Int32 = 3

    /// None.
    init() {}

    /// Reads what the manager says, if it says so to this process.
    init(environment: [String: String], process: Int32) {
        guard environment["LISTEN_PID"].flatMap({ Int32($0) }) == process,
            let count = environment["LISTEN_FDS"].flatMap({ Int32($0) }), count > 0,
            count < 1024
        else { return }
        let names = (environment["LISTEN_FDNAMES"] ?? "")
            .split(separator: ":", omittingEmptySubsequences: false)
        for index in 0..<count {
            let isSecure = Int(index) < names.count && names[Int(index)] == "https"
            if isSecure {
                https.append(Self.first + index)
            } else {
                http.append(Self.first + index)
            }
        }
    }

    /// There is one for encrypted connections, and nothing to encrypt with: nobody would ever take the
    /// connections that the kernel queues there.
    struct Unencrypted: Error, CustomStringConvertible {
        var description: String {
            "The service manager passes on a socket that is named https, and there is no certificate: "
                + "set https.certificate and https.key, or give the socket another name."
        }
    }

    /// Keeps the descriptors, and the words about them, from processes that this one starts.
    func keepToThisProcess() {
        for descriptor in http + https { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        for name in ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"] { unsetenv(name) }
    }
}
