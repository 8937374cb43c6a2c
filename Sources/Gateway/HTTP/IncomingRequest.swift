import HTTPTypes
import NIOCore

/// A request as the routes see it: read from HTTP/1 or HTTP/2, or made by a test.
struct IncomingRequest: Sendable {
    var method: HTTPRequest.Method
    /// As it was written.
    var target: String
    /// The `Host` field, or what HTTP/2 has for it.
    var authority: String?
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

    /// A head, as the codecs of NIO give it.
    init(_ head: HTTPRequest, peer: NetworkAddress?, isSecure: Bool) {
        self.init(
            head.method, head.path ?? "/", authority: head.authority, fields: head.headerFields,
            peer: peer, isSecure: isSecure)
    }
}
