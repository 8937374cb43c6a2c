import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

extension Error {
    /// What went wrong with a connection, as a clause for people.
    var clause: String {
        switch self {
        case let error as NIOConnectionError:
            if let failure = error.connectionErrors.first { return failure.error.clause }
            return "there is no host called \(error.host)"
        case let error as IOError: return error.clause
        case let error as HTTPClientError:
            switch error {
            case .remoteConnectionClosed: return "the server closed the connection"
            case .connectTimeout: return "the server cannot be reached"
            case .tlsHandshakeTimeout: return "the server does not answer in TLS"
            case .readTimeout: return "the server was silent for too long"
            default: return "the connection failed (\(error.shortDescription))"
            }
        case let error as NIOSSLError: return error.clause
        case let error as NIOSSLExtraError: return error.clause
        case is HTTPParserError: return "the server does not answer in HTTP"
        case is ChannelError: return "the server cannot be reached"
        default: return "the connection failed (\(self))"
        }
    }
}

extension IOError {
    fileprivate var clause: String {
        switch errnoCode {
        case ECONNREFUSED: "the server refuses connections"
        case ECONNRESET, EPIPE: "the server broke the connection"
        case EHOSTUNREACH, ENETUNREACH, ETIMEDOUT: "the server cannot be reached"
        default: "the connection failed (\(self))"
        }
    }
}
