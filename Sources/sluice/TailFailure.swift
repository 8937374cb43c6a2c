import EventSourceClient
import Foundation

/// Why `sluice tail` ends: a code of sysexits(3), and what to say.
struct TailFailure: Error {
    var code: Int32
    var explanation: String

    init(code: Int32, explanation: String) {
        self.code = code
        self.explanation = explanation
    }

    init(_ error: EventSourceError) {
        explanation = error.description
        switch error {
        case .invalidURL, .invalidHeader: code = EX_USAGE
        case .unreachable: code = EX_UNAVAILABLE
        case .tooManyRedirects, .eventTooBig: code = EX_PROTOCOL
        case .refused(let refusal):
            code = Self.code(ofStatus: refusal.status)
            let advice = refusal.advice
            if !advice.isEmpty { explanation += " " + advice }
        }
    }

    private static func code(ofStatus status: Int) -> Int32 {
        switch status {
        case 400: EX_USAGE
        case 401, 403: EX_NOPERM
        case 404, 410: EX_NOINPUT
        case 429, 500...: EX_UNAVAILABLE
        default: EX_PROTOCOL
        }
    }
}

extension EventSourceError.Refusal {
    /// What a problem (RFC 9457) says to do, or else the first line of the body; on one line, and with
    /// nothing in it that a terminal would obey.
    fileprivate var advice: String {
        struct Problem: Decodable {
            var detail: String?
            var title: String?
        }
        let problem = try? JSONDecoder().decode(Problem.self, from: Data(body.utf8))
        let text =
            problem?.detail ?? problem?.title
            ?? body.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        return String(text.prefix(500)).printable
    }
}

extension String {
    /// Without what a terminal would obey.
    var printable: String {
        String(
            unicodeScalars.map { scalar in
                scalar.properties.generalCategory == .control ? " " : Character(scalar)
            })
    }
}
