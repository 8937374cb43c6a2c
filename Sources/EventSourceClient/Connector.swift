import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1

/// Makes one connection and waits for the head of the answer.
struct Connector: Sendable {
    enum Failure: Error {
        /// Trying again brings nothing.
        case final(EventSourceError)
        /// It may pass.
        case passing(Interruption)
    }

    private let url: String
    private let configuration: EventSource.Configuration

    init(_ source: EventSource) {
        url = source.url
        configuration = source.configuration
    }

    /// - Parameter lastEventID: empty: none is sent.
    func connect(lastEventID: String) async throws(Failure) -> HTTPClientResponse {
        guard hasKnownScheme else { throw .final(.invalidURL(url)) }
        var request = HTTPClientRequest(url: url)
        request.tlsConfiguration = configuration.tlsConfiguration
        request.headers = try await headers(lastEventID: lastEventID)
        guard request.headers.allSatisfy(HTTPHeaders.canBeSent) else {
            throw .final(.invalidHeader)
        }
        do {
            let timeout = TimeAmount(configuration.answerTimeout)
            return try await configuration.client.execute(request, deadline: .now() + timeout)
        } catch let error as HTTPClientError {
            throw failure(error)
        } catch {
            throw .passing(.connection(clause(error)))
        }
    }

    private var scheme: String { url.prefix { $0 != ":" }.lowercased() }

    private var hasKnownScheme: Bool {
        ["http", "https", "http+unix", "https+unix"].contains(scheme)
    }

    /// What went wrong before there was an answer.
    private func clause(_ error: any Error) -> String {
        let isRefusal =
            error as? HTTPClientError == .remoteConnectionClosed || error is HTTPParserError
            || (error as? IOError)?.errnoCode == ECONNRESET
        guard isRefusal, !scheme.hasPrefix("https") else { return error.clause }
        return error.clause + ", perhaps because it expects HTTPS"
    }

    private func headers(lastEventID: String) async throws(Failure) -> HTTPHeaders {
        var headers: HTTPHeaders = [
            "Accept": "text/event-stream", "Cache-Control": "no-cache",
        ]
        if !lastEventID.isEmpty { headers.add(name: "Last-Event-ID", value: lastEventID) }
        headers.replace(by: configuration.headers)
        do {
            if let fresh = try await configuration.freshHeaders?() { headers.replace(by: fresh) }
        } catch {
            throw .passing(.freshHeaders("\(error)"))
        }
        return headers
    }

    private func failure(_ error: HTTPClientError) -> Failure {
        switch error {
        case .invalidURL, .emptyHost, .emptyScheme, .missingSocketPath: .final(.invalidURL(url))
        case .redirectLimitReached, .redirectCycleDetected: .final(.tooManyRedirects)
        case .deadlineExceeded:
            .passing(.connection("the server did not answer in \(configuration.answerTimeout)"))
        default: .passing(.connection(clause(error)))
        }
    }
}

extension HTTPHeaders {
    fileprivate mutating func replace(by others: HTTPHeaders) {
        for (name, _) in others { remove(name: name) }
        add(contentsOf: others)
    }

    /// What RFC 9110 §5 allows; an event's id may hold any character but NUL and line breaks.
    fileprivate static func canBeSent(name: String, value: String) -> Bool {
        let isToken = name.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"):
                true
            default: "!#$%&'*+-.^_`|~".utf8.contains($0)
            }
        }
        return isToken && !name.isEmpty
            && value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
    }
}
