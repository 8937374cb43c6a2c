import Foundation
import NIOCore
import NIOPosix

/// Why no TCP connection could be made, in words that are the same at each attempt that fails alike.
struct ConnectionFailure: CustomStringConvertible {
    let error: any Error

    var description: String {
        switch error {
        case let error as NIOConnectionError where error.connectionErrors.isEmpty:
            return "the name \(error.host) is not known"
        case let error as NIOConnectionError:
            // A name may have several addresses, and they are tried in any order.
            let reasons = error.connectionErrors.map { Self(error: $0.error).description }
            return Set(reasons).sorted().joined(separator: ", ")
        case let error as IOError:
            return strerror(error.errnoCode).map { String(cString: $0).lowercased() }
                ?? "error \(error.errnoCode)"
        case ChannelError.connectTimeout:
            return "no answer"
        default:
            return "\(error)"
        }
    }
}
