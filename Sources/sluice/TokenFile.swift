import Foundation

/// A file whose first line is a token.
struct TokenFile: Sendable {
    private let path: String

    init(_ path: String) {
        self.path = path
    }

    /// The value of `Authorization`.
    func authorization() throws(TailFailure) -> String {
        let text = try? String(contentsOfFile: path, encoding: .utf8)
        guard let line = text?.split(whereSeparator: \.isWhitespace).first else {
            throw TailFailure(
                code: EX_NOINPUT, explanation: "There is no token to be read in \(path).")
        }
        return "Bearer \(line)"
    }
}

extension TailFailure: CustomStringConvertible {
    var description: String { explanation }
}
