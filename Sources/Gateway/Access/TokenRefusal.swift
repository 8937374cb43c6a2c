/// Why what was shown is not valid: for the operator's log. Who showed it is not told which it is.
enum TokenRefusal: String, Error, Sendable, Hashable {
    case malformed = "it is no JWT, or a claim of it has the wrong form"
    case tooLong = "it is longer than 8 KiB"
    case critical = "it has header fields that must be understood, and are not"
    case unknownKey = "its kid names no key that is configured, or its alg is not that key's"
    case badSignature = "its signature is wrong"
    case withoutExpiry = "it has no exp"
    case expired = "it has expired"
    case notYetValid = "it is not valid yet"
    case audience = "its aud is not what the key says, or names another service"
    case issuer = "its iss is not that of the key"
    case subject = "its sub is no JID"
    case empty = "it has no sub and grants nothing"
    case tooManyGrants = "it grants more than 100 patterns"
    case ticket = "the ticket was used, is over, or never was"
    case scheme = "it is shown by another scheme than Bearer"
    case wrong = "it is neither the publish token nor a JWT"
}
