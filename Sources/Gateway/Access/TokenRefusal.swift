import PubSub

/// Why what was shown is not valid: for the operator's log. Who showed it is not told which it is.
///
/// What a token says stands here only where its signature was right, but for the names of its key: whoever sends nonsense
/// does not write the log.
enum TokenRefusal: Error, Sendable, Hashable {
    case malformed
    case tooLong
    case critical
    /// No key of the service has both.
    case unknownKey(kid: String?, alg: String?)
    case badSignature
    case withoutExpiry
    /// A time that is beyond reach in seconds, and is likely meant in milliseconds.
    case milliseconds(claim: String)
    case expired(at: Timestamp)
    case notYetValid(before: Timestamp)
    /// `found`: what the token names; `nil`: nobody.
    case audience(found: [String]?, expected: String)
    case issuer(found: String?, expected: String)
    case subject
    case empty
    case tooManyGrants
    case ticket
    case scheme
    case wrong
}

extension TokenRefusal: CustomStringConvertible {
    /// The end of a sentence.
    var description: String {
        switch self {
        case .malformed: "it is no JWT, or a claim of it has the wrong form"
        case .tooLong: "it is longer than 8 KiB"
        case .critical: "it has header fields that must be understood, and are not"
        case .unknownKey(let kid, let alg):
            "no key of tokens.keys that is for this service has its alg \(Self.shown(alg)) and "
                + (kid.map { "its kid \(Self.shown($0))" } ?? "is for tokens without a kid")
        case .badSignature: "its signature is wrong: it was changed, or signed with another key"
        case .withoutExpiry: "it has no exp"
        case .milliseconds(let claim):
            "its \(claim) is thousands of years away: it must be in seconds since 1970, and is "
                + "perhaps in milliseconds"
        case .expired(let moment): "it expired at \(moment) (exp)"
        case .notYetValid(let moment): "it is not valid before \(moment) (nbf)"
        case .audience(let found, let expected):
            "its aud \(Self.list(found)) does not have \(Self.shown(expected))"
        case .issuer(let found, let expected):
            "its iss \(Self.shown(found)) is not \(Self.shown(expected)), the key's issuer"
        case .subject: "its sub is no JID of a user"
        case .empty: "it has no sub and grants nothing"
        case .tooManyGrants: "it grants more than 100 patterns"
        case .ticket: "the ticket was used, is over, or never was"
        case .scheme: "it is shown by another scheme than Bearer"
        case .wrong: "it is neither the publish token nor a JWT"
        }
    }

    private static func list(_ names: [String]?) -> String {
        guard let names, !names.isEmpty else { return "(none)" }
        let more = names.count > 3 ? " and \(names.count - 3) more" : ""
        return names.prefix(3).map { shown($0) }.joined(separator: ", ") + more
    }

    /// On one line, and no longer than a name is.
    private static func shown(_ name: String?) -> String {
        guard let name else { return "(none)" }
        let printable = name.unicodeScalars.prefix(64).map { scalar in
            scalar.properties.generalCategory == .control ? "?" : Character(scalar)
        }
        return "'\(String(printable))'" + (name.unicodeScalars.count > 64 ? "…" : "")
    }
}
