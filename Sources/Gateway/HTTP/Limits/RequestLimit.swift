import HTTPTypes

/// A bound of one request, whoever sends it; the raw value is its name in `/status`.
enum RequestLimit: String, Sendable, CaseIterable {
    case head = "request_head"
    case time = "request_time"
    case memory = "request_memory"
    case answerTime = "answer_time"
    case idleTime = "idle_time"
    /// Each service has its own.
    case payload = "maximum_payload"

    /// The setting that the operator may change.
    var setting: String {
        self == .payload ? "services.maximum_payload" : "limits.\(rawValue)"
    }
}

extension Problem {
    static let headTooLong = over(
        .head, .requestHeaderFieldsTooLarge, "too-long", "The request is too long",
        "The URL and the header fields are too long, or there are more than "
            + "\(HTTPLimits.maximumFields).")

    /// - Parameter limit: an item's payload, or what every other request has in all.
    static func bodyTooBig(limitInBytes: Int, by limit: RequestLimit) -> Problem {
        over(
            limit, .contentTooLarge, "too-big", "The body is too big",
            "A body has \(limitInBytes) bytes at most.")
    }

    /// - Parameter limit: one of the two within which a request has to arrive.
    static func tooSlow(_ limit: RequestLimit) -> Problem {
        over(
            limit, .requestTimeout, "too-slow", "The request did not arrive in time",
            "The request was begun, and its end did not come in time.")
    }

    static let noMemory = over(
        .memory, .serviceUnavailable, "overloaded", "Too much waits to be stored",
        "The bodies of requests that are not answered yet take all the memory that they may. Nothing "
            + "was published. Try again in a while.", fields: [.retryAfter: "1"])

    static let lateAnswer = over(
        .answerTime, .serviceUnavailable, "late", "There is no answer yet",
        "The server could not answer in time. What was asked may be done all the same: give items an "
            + "id, and ask again.", fields: [.retryAfter: "5"])

    private static func over(
        _ limit: RequestLimit, _ status: HTTPResponse.Status, _ slug: String, _ title: String,
        _ detail: String, fields: HTTPFields = [:]
    ) -> Problem {
        Problem(
            status: status, slug: slug, title: title,
            detail: detail + " The server's operator sets this by \(limit.setting).",
            fields: fields, setting: limit.setting, limit: limit)
    }
}
