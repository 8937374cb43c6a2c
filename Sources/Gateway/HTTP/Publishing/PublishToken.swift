public import Logging

/// What a back end shows in order to publish over HTTP (RFC 6750): the right of the operator.
public struct PublishToken: Sendable {
    /// The name of its file in the data folder.
    public static let fileName = "publish-token"

    private let secret: Secret

    /// - Parameter value: ASCII without blanks.
    init(_ value: String) {
        secret = Secret(value)
    }

    /// Reads the token of a data folder, or makes one that only this user can read.
    ///
    /// - Parameter folder: is there already.
    public init(inFolder folder: String, logger: Logger) throws(SecretFile.Failure) {
        secret = try SecretFile.secret(Self.fileName, inFolder: folder, logger: logger)
    }

    /// Its file as a word of a shell: quoted where the shell would take it for anything else.
    public static func word(inFolder folder: String) -> String {
        let path = "\(folder)/\(fileName)"
        let isPlain = path.allSatisfy { $0.isLetter || $0.isNumber || "/._-".contains($0) }
        return isPlain ? path : "'\(path.replacing("'", with: #"'\''"#))'"
    }

    /// Whether this is the token. Takes as long for a nearly right one as for a wrong one, so that none
    /// can be found by the clock.
    func isShown(by candidate: Substring) -> Bool {
        let (token, shown) = (Array(secret.value.utf8), Array(candidate.utf8))
        var difference = shown.count ^ token.count
        for index in 0..<min(shown.count, token.count) {
            difference |= Int(shown[index] ^ token[index])
        }
        return difference == 0
    }
}
