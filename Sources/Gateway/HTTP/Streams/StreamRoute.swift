import Fanout
import HTTPTypes
import Journaling
import PubSub

/// `/eventsource/NODE` and `/eventsource?node=A&node=B`: opens streams.
struct StreamRoute: Sendable {
    static let prefix = "/eventsource"
    static let methods: [HTTPRequest.Method] = [.get, .head, .options]

    let pipeline: Pipeline
    let journal: any Journal
    let retry: Duration
    /// How long before a token ends its streams are told: a third of their time at most.
    var notice = Duration.seconds(60)
    var clock: @Sendable () -> Timestamp = { .now }

    /// Asks the service for leave to follow the nodes and finds out what the stream begins with.
    func answer(_ opening: StreamOpening) async throws(Problem) -> RouteAnswer {
        var opening = opening
        while true {
            let result: Result<Outcome, PubSubError>
            do throws(PubSubError) {
                result = .success(
                    try await pipeline.submit(
                        opening.request, maximumBytes: StreamOpening.maximumBytes))
            } catch {
                result = .failure(error)
            }
            if let answer = try opening.proceed(result) { return answer }
        }
    }

    func expiry(of identity: Identity) -> StreamExpiry? {
        guard let moment = identity.expires else { return nil }
        let remaining = Duration.milliseconds(moment.milliseconds - clock().milliseconds)
        // A stream that began with its warning would be renewed at once, again and again.
        return StreamExpiry(
            moment: moment, remaining: remaining, notice: min(notice, remaining / 3))
    }
}

extension Problem {
    /// The service answered something that does not belong to the request.
    static let unexpectedReply = Problem(
        status: .internalServerError, slug: "defect", title: "A defect in the server",
        detail: "The request was understood, but its answer was not. Please report this.")
}
