import PubSub
import Testing
import XMPP

/// Streams that are opened for a node which is yet to come.
@Suite("Awaited nodes")
struct AwaitedNodeTests {
    private func opening(
        _ settings: ServiceSettings, missing: MissingNodes = .asConfigured
    ) throws(PubSubError) -> StreamOpening? {
        let engine = Engine(service: "pubsub.example.org", settings: settings)
        let request = Request(
            service: engine.service, requester: .anonymous,
            verb: .openStream(["later"], missing: missing))
        let occasion = Occasion("1", at: Timestamp(milliseconds: 0))
        guard case .stream(let opening) = try engine.decide(request, at: occasion).reply else {
            return nil
        }
        return opening
    }

    @Test("A stream of a node that is not there is refused, unless it is asked to wait")
    func refusal() throws {
        #expect(throws: PubSubError.nodeNotFound("later")) { try opening(ServiceSettings()) }
        #expect(try opening(ServiceSettings(), missing: .awaited)?.nodes == ["later"])
    }

    @Test("The settings can have every stream wait")
    func settings() throws {
        #expect(try opening(ServiceSettings(awaitsNodes: true))?.nodes == ["later"])
    }

    @Test("Whoever waits may read the node if it comes open, and not if it comes closed")
    func arrival() throws {
        var standing = try #require(
            try opening(ServiceSettings(), missing: .awaited)?.standings.first)
        #expect(!standing.mayRead)
        var closed = NodeConfiguration()
        closed.accessModel = .whitelist
        standing.apply(.nodeCreated("later", closed))
        #expect(!standing.mayRead)
        standing.apply(.nodeCreated("later", NodeConfiguration()))
        #expect(standing.mayRead)
    }
}
