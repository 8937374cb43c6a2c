import HTTPTypes
import JSONText
import NIOCore
import PubSub
import XMPP

/// `/publish/NODE`: publishes and takes back items for who shows a token that allows it.
///
/// A request is judged in three steps, the head, the body and the outcome, each as soon as it is there.
struct PublishRoute: Sendable {
    static let prefix = "/publish"
    static let methods: [HTTPRequest.Method] = [.post, .put, .delete, .options]

    let hosts: HostRouting
    let pipeline: Pipeline
    let access: Access
    let maximumBodyBytes: Int

    /// What a good head asks for.
    struct Order: Sendable {
        /// Who shows the token: items are counted by it.
        var identity: Identity
        var service: String
        var node: NodeID
        var item: ItemID?
        var action: Action

        enum Action: Sendable {
            case publish(contentType: String?)
            case retract
        }
    }

    /// Judges the head, before any of the body is read.
    ///
    /// - Parameter path: what follows `/publish`, still encoded: empty, or `/` and a node.
    func order(
        _ head: IncomingRequest, path: Substring, target: RequestTarget,
        from client: NetworkAddress?
    ) throws(Problem) -> Order {
        let service = try hosts.service(for: head.authority)
        let identity = try access.writer(
            head.fields[.authorization], of: service.domain, from: client)
        let nodes = try NodeURL.nodes(path: path, target: target)
        guard nodes.count == 1, let node = nodes.first else { throw .tooManyNodes(limit: 1) }
        try PublishBody.checkCharacters(of: node.description, as: "the node's name")
        let item = target.first("id").flatMap { $0.isEmpty ? nil : ItemID($0) }
        if let item { try PublishBody.checkCharacters(of: item.description, as: "the item's id") }
        guard item != nil || head.method == .post else { throw .itemMissing }
        if let length = head.fields[.contentLength].flatMap({ Int($0) }), length > maximumBodyBytes
        {
            throw .bodyTooBig(limitInBytes: maximumBodyBytes, by: .payload)
        }
        return Order(
            identity: identity, service: service.domain, node: node, item: item,
            action: head.method == .delete
                ? .retract : .publish(contentType: head.fields[.contentType]))
    }

    /// Submits what the order asks for, and answers when it is durable, or refused.
    ///
    /// - Parameter completion: called once, on any thread.
    func publish(
        _ body: ByteBuffer, _ order: Order, completion: @escaping @Sendable (Response) -> Void
    ) {
        do throws(Problem) {
            pipeline.submit(try request(order, body: body)) { completion(response($0, to: order)) }
        } catch {
            completion(error.response)
        }
    }

    /// What the order asks of the service.
    private func request(
        _ order: Order, body: ByteBuffer
    ) throws(Problem) -> PubSub.Request {
        guard body.readableBytes <= maximumBodyBytes else {
            throw .bodyTooBig(limitInBytes: maximumBodyBytes, by: .payload)
        }
        let verb: Verb
        switch order.action {
        case .retract:
            verb = .retract(order.node, order.item.map { [$0] } ?? [], notify: .configured)
        case .publish(let contentType):
            guard let text = String(validating: body.readableBytesView, as: UTF8.self) else {
                // A picture is refused for its type, which says more than its bytes.
                try PublishBody.check(type: contentType)
                throw .bodyNotUTF8
            }
            let payload = try PublishBody.payload(text, type: contentType)
            let draft = ItemDraft(id: order.item, payloads: payload.map { [$0] } ?? [])
            verb = .publish(order.node, [draft], options: nil)
        }
        return PubSub.Request(
            service: order.service, requester: order.identity.requester, verb: verb)
    }

    /// What the client is told of what became of it.
    private func response(
        _ result: Result<Outcome, PubSubError>, to order: Order
    ) -> Response {
        switch result.map(\.reply) {
        case .success(.published(let node, let ids)):
            guard let id = ids.first else { return Problem.unexpectedReply.response }
            let created = JSON.object([
                .init("node", .string(node.description)), .init("id", .string(id.description)),
            ])
            var response = Response(.created, created.text + "\n", type: "application/json")
            response.fields[.location] = NodeURL.path(Self.prefix, node: node, item: id)
            return response
        case .success(.done):
            return Response(.noContent)
        case .success:
            return Problem.unexpectedReply.response
        case .failure(let error):
            var problem = Problem(error, service: order.service)
            if case .nodeNotFound(let node) = error, case .publish = order.action {
                problem.detail =
                    "There is no node '\(node)' on \(order.service), and it is not made for you: "
                    + "the service's settings autocreate.publish and create say for whom it is. "
                    + "Create it from an XMPP client."
            }
            return problem.response
        }
    }
}

extension Problem {
    fileprivate static let itemMissing = Problem(
        status: .badRequest, slug: "item-missing", title: "No item is named",
        detail: "Name the item in the URL: /publish/NODE?id=ITEM. Only POST works without an id, "
            + "because the service makes one then.")

    fileprivate static let bodyNotUTF8 = Problem(
        status: .unprocessableContent, slug: "not-utf-8", title: "The body is not UTF-8",
        detail: "The body contains bytes that are not UTF-8. Everything here is UTF-8.")
}
