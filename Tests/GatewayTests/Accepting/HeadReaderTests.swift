import Fanout
import HTTPTypes
import Testing

@testable import Gateway

/// Which bytes are a request for a stream that can be served without a channel.
@Suite struct HeadReaderTests {
    private func read(_ text: String, with reader: HeadReader) -> HeadReader.Head? {
        Array(text.utf8).withUnsafeBytes { reader.read($0, from: NetworkAddress("192.0.2.1")) }
    }

    private func read(_ text: String) -> HeadReader.Head? {
        read(text, with: HeadReader(limits: HTTPLimits()))
    }

    @Test func `A whole request for a stream is read as every request is`() throws {
        let text =
            "GET /eventsource/a%2Fb?items=3 HTTP/1.1\r\nHost: pubsub.example.org:5280\r\n"
            + "last-event-ID:  e-7 \r\nCookie: a=b; c=d\r\n\r\n"
        let head = try #require(read(text))
        #expect(head.request.method == .get)
        #expect(head.request.target == "/eventsource/a%2Fb?items=3")
        #expect(head.request.authority == "pubsub.example.org:5280")
        #expect(head.request.fields[.lastEventID] == "e-7")
        #expect(head.request.fields[.cookie] == "a=b; c=d")
        #expect(head.request.peer == NetworkAddress("192.0.2.1"))
        #expect(!head.request.isSecure)
        #expect(head.framing == .chunked)
        #expect(head.count == text.utf8.count)
    }

    @Test(arguments: [
        "GET /eventsource/a HTTP/1.0\r\n\r\n",
        "GET /eventsource/a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
    ])
    func `A client of HTTP/1.0 knows no chunks`(text: String) throws {
        #expect(try #require(read(text)).framing == .none)
    }

    private static let whole = "GET /eventsource/a HTTP/1.1\r\nHost: h\r\n\r\n"

    static let others = [
        "", "G", String(whole.dropLast()), String(whole.dropLast(2)),
        // Another path, another method, another form of the target.
        "GET / HTTP/1.1\r\nHost: h\r\n\r\n", "GET /status HTTP/1.1\r\nHost: h\r\n\r\n",
        "HEAD /eventsource/a HTTP/1.1\r\nHost: h\r\n\r\n",
        "OPTIONS /eventsource/a HTTP/1.1\r\nHost: h\r\n\r\n",
        "POST /eventsource/a HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n",
        "GET http://h/eventsource/a HTTP/1.1\r\nHost: h\r\n\r\n",
        "get /eventsource/a HTTP/1.1\r\nHost: h\r\n\r\n",
        "\r\nGET /eventsource/a HTTP/1.1\r\nHost: h\r\n\r\n",
        // More than one request, and bytes behind it.
        whole + whole, whole + "G",
        // Bodies.
        "GET /eventsource/a HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\n\r\n\r\n",
        "GET /eventsource/a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n",
        "GET /eventsource/a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n",
        "GET /eventsource/a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        // What wants something else first.
        "GET /eventsource/a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n\r\n",
        "GET /eventsource/a HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
        // What is no HTTP.
        "GET /eventsource/a\r\n\r\n", "GET /eventsource/a HTTP/1.1\r\nHost h\r\n\r\n",
        "GET /eventsource/a b HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /eventsource/a HTTP/1.1\r\nHost: h\r\n X: folded\r\n\r\n",
        "GET /eventsource/a HTTP/1.1\r\nHost: h\r\nX: \u{0}\r\n\r\n",
        "GET /eventsource/a HTTP/1.1\nHost: h\n\n",
        "GET /eventsource/a HTTP/2.0\r\nHost: h\r\n\r\nSM\r\n\r\n",
        "GET /eventsource/a HTTP/1.1\r\n"
            + String(repeating: "X: y\r\n", count: 101) + "\r\n",
        "GET /eventsource/\(String(repeating: "a", count: 17_000)) HTTP/1.1\r\nHost: h\r\n\r\n",
    ]

    @Test(arguments: others.indices)
    func `Everything else is somebody else's`(index: Int) throws {
        let reader = HeadReader(limits: HTTPLimits())
        #expect(read(Self.others[index], with: reader) == nil, "\(Self.others[index])")
        // And nothing of it is left for the next.
        let next = try #require(read(Self.whole, with: reader))
        #expect(next.request.fields.isEmpty)
        #expect(next.request.target == "/eventsource/a")
    }

    @Test func `One reader reads the requests of many`() throws {
        let reader = HeadReader(limits: HTTPLimits())
        for number in 0..<100 {
            let version = number % 3 == 0 ? "HTTP/1.0" : "HTTP/1.1"
            let close = number % 5 == 0 ? "Connection: close\r\n" : ""
            let head = try #require(
                read(
                    "GET /eventsource/\(number) \(version)\r\nHost: h\(number)\r\n\(close)\r\n",
                    with: reader))
            #expect(head.request.target == "/eventsource/\(number)")
            #expect(head.request.authority == "h\(number)")
            #expect(head.framing == (number % 3 == 0 ? .none : .chunked))
        }
    }
}

extension HeadReader.Head: Equatable {
    static func == (left: Self, right: Self) -> Bool {
        left.request.target == right.request.target && left.count == right.count
    }
}
