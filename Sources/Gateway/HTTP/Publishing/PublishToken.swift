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

    /// Whether this is the token. Takes as long for a nearly right one as for a wrong one, so that none
    /// can be found by the clock.
    func isShown(by candidate: Substring) -> Bool {
        let token = secret.value.utf8
        var difference = candidate.utf8.count ^ token.count
        for (byte, expected) in zip(candidate.utf8, token) {
            difference |= Int(byte ^ expected)
        }
        return difference == 0
    }
}
