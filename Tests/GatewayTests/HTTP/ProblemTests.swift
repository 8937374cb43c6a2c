import HTTPTypes
import JSONText
import PubSub
import Testing

@testable import Gateway

@Suite struct ProblemTests {
    @Test(arguments: [
        (PubSubError.nodeNotFound("a"), 404), (.itemNotFound("a"), 404), (.nodeExists("a"), 409),
        (.forbidden(.publish), 403), (.closedNode("a"), 403), (.notAuthorized("a"), 401),
        (.payloadRequired, 422), (.invalidPayload("x"), 422),
        (.payloadTooBig(limitInBytes: 9), 413),
        (.itemsNotPersistent("a"), 409), (.unavailable("x"), 503), (.unknownRequest, 501),
        (.malformed("x"), 400), (.preconditionNotMet(field: "x"), 412),
    ])
    func `Every refusal of a service has its status and a body that explains it`(
        error: PubSubError, status: Int
    ) {
        let response = Problem(error, service: "pubsub.example.org").response
        #expect(response.status.code == status)
        #expect(response.fields[.contentType] == "application/problem+json")
        #expect(response.body.contains("\"status\":\(status)"))
        #expect(response.body.contains("\"type\":\"urn:sluice:problem:"))
        #expect(throws: Never.self) { try JSONSyntax.check(response.body) }
    }

    @Test func `What a status prescribes besides is there`() {
        let unauthorized = Problem(.notAuthorized("a"), service: "s").response
        #expect(unauthorized.fields[.wwwAuthenticate] != nil)
        let unavailable = Problem(.unavailable("x"), service: "s").response
        #expect(unavailable.fields[.retryAfter] != nil)
    }
}
