import HTTPTypes
import HummingbirdCore
import NIOCore
import PubSub
import XMPP

/// `/publish/NODE`: publishes and takes back items for who shows the token.
struct PublishRoute: Sendable {
    static let methods = "POST, PUT, DELETE, OPTIONS"

    let pipeline: Pipeline
    let token: PublishToken
    let maximumBodyBytes: Int

    /// - Parameter path: what follows `/publish`, still encoded.
    func answer(
        _ request: IncomingRequest, path: Substring, target: RequestTarget, service: String
    ) async throws(Problem) -> Response {
        guard token.admits(request.fields) else {
            throw .tokenMissing(isWrong: request.fields[.authorization] != nil)
        }
        let nodes = try NodeURL.nodes(path: path, target: target)
        guard nodes.count == 1, let node = nodes.first else { throw .tooManyNodes(limit: 1) }
        try PublishBody.checkCharacters(of: node, as: "the node's name")
        let item = target.first("id").flatMap { $0.isEmpty ? nil : $0 }
        if let item { try PublishBody.checkCharacters(of: item, as: "the item's id") }
        switch request.method {
        case .post:
            return try await publish(request, id: item, to: node, of: service)
        case .put:
            guard let item else { throw .itemMissing }
            return try await publish(request, id: item, to: node, of: service)
        case .delete:
            guard let item else { throw .itemMissing }
            try await submit(.retract(node, [item], notify: .configured), to: service)
            return Response(.noContent)
        default:
            throw .methodNotAllowed(request.method, allowed: Self.methods)
        }
    }

    private func publish(
        _ request: IncomingRequest, id: ItemID?, to node: NodeID, of service: String
    ) async throws(Problem) -> Response {
        let text = try await body(of: request)
        let payload = try PublishBody.payload(text, type: request.fields[.contentType])
        let draft = ItemDraft(id: id, payloads: payload.map { [$0] } ?? [])
        let outcome = try await submit(.publish(node, [draft], options: nil), to: service)
        guard case .published(let node, let ids) = outcome.reply, let id = ids.first else {
            throw .unexpectedReply
        }
        let created = JSON.object([.init("node", .string(node)), .init("id", .string(id))])
        var response = Response(.created, created.text + "\n", type: "application/json")
        response.fields[.location] = NodeURL.path("/publish", node: node, item: id)
        return response
    }

    private func body(of request: IncomingRequest) async throws(Problem) -> String {
        let tooBig = Problem.bodyTooBig(limitInBytes: maximumBodyBytes)
        if let length = request.fields[.contentLength].flatMap({ Int($0) }),
            length > maximumBodyBytes
        {
            throw tooBig
        }
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: maximumBodyBytes)
        } catch is NIOTooManyBytesError {
            throw tooBig
        } catch {
            throw .bodyUnreadable
        }
        guard let text = String(validating: buffer.readableBytesView, as: UTF8.self) else {
            throw .bodyNotUTF8
        }
        return text
    }

    @discardableResult
    private func submit(_ verb: Verb, to service: String) async throws(Problem) -> Outcome {
        do throws(PubSubError) {
            return try await pipeline.submit(
                PubSub.Request(service: service, requester: .operator, verb: verb))
        } catch {
            throw Problem(error, service: service)
        }
    }
}

extension Problem {
    fileprivate static let itemMissing = Problem(
        status: .badRequest, slug: "item-missing", title: "No item is named",
        detail:
            "Name the item in the URL: /publish/NODE?id=ITEM. Only POST works without an id; the "
            + "service makes one then.")

    fileprivate static let bodyUnreadable = Problem(
        status: .badRequest, slug: "body-unreadable", title: "The body ended too early",
        detail: "The connection or the body ended before the request was complete.")

    fileprivate static let bodyNotUTF8 = Problem(
        status: .unprocessableContent, slug: "not-utf-8", title: "The body is not UTF-8",
        detail: "The body contains bytes that are not UTF-8. Everything here is UTF-8.")
}
