import HTTPTypes
import NIOCore

/// A request as the routes see it: read from HTTP/1 or HTTP/2, or made by a test.
struct IncomingRequest: Sendable {
    var method: HTTPRequest.Method
    /// As it was written.
    var target: String
    /// The host that it is for, as it was written.
    var authority: String?
    /// Why there is none.
    var fault: RequestAuthority.Fault?
    var fields: HTTPFields
    /// Of an item; bounded by what the front reads. Empty while only the head is there.
    var body: ByteBuffer
    /// Who is at the other end of the connection: the client, or a proxy before it. `nil` where that
    /// has no address, as at a Unix-domain socket.
    var peer: NetworkAddress?
    /// The connection is encrypted up to here.
    var isSecure: Bool

    init(
        _ method: HTTPRequest.Method, _ target: String, authority: String? = nil,
        fields: HTTPFields = [:], body: ByteBuffer = ByteBuffer(), peer: NetworkAddress? = nil,
        isSecure: Bool = false
    ) {
        self.method = method
        self.target = target
        self.authority = authority
        self.fields = fields
        self.body = body
        self.peer = peer
        self.isSecure = isSecure
    }

    /// A head, as the codecs of NIO give it, which know one host alone.
    init(
        _ head: HTTPRequest, host: Result<String?, RequestAuthority.Fault>,
        peer: NetworkAddress?, isSecure: Bool
    ) {
        self.init(
            head.method, head.path ?? "/", fields: head.headerFields, peer: peer,
            isSecure: isSecure)
        switch host {
        case .success(let authority): self.authority = authority
        case .failure(let fault): self.fault = fault
        }
    }

    /// Refuses a request whose host is in doubt.
    func checkHost() throws(Problem) {
        if let fault { throw .host(fault) }
    }
}
