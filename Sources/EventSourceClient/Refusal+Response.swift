import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix

extension EventSourceError.Refusal {
    private static let maximumBodyBytes = 16 * 1024

    /// Reads the beginning of the body, which is left out where it does not come.
    init(_ interruption: Interruption, _ response: HTTPClientResponse) async {
        let body = ResponseBody(
            response.body, silence: .seconds(5),
            eventLoop: MultiThreadedEventLoopGroup.singleton.any())
        var bytes = ByteBuffer()
        do throws(Interruption) {
            while bytes.readableBytes < Self.maximumBodyBytes {
                bytes.writeImmutableBuffer(try await body.next())
            }
        } catch {
            // The status is the message; what has come of the body is a courtesy.
        }
        let beginning = bytes.readableBytesView.prefix(Self.maximumBodyBytes)
        self.init(
            interruption: interruption, status: Int(response.status.code),
            contentType: response.headers.first(name: "Content-Type"),
            body: String(decoding: beginning, as: UTF8.self))
    }
}
