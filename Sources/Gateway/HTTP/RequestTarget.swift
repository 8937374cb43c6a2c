/// Where a request goes: the path as it was written and the query, decoded.
///
/// Paths are not normalised, because a node may be named `a//b` or `../c`: the name of a node is the
/// rest of the path and nothing else (as in Prosody's mod_pubsub_eventsource).
struct RequestTarget: Sendable, Hashable {
    /// Still percent-encoded; begins with a slash.
    var path: String
    /// Names and values in order.
    var query: [Parameter]

    /// One `name=value` of the query.
    struct Parameter: Sendable, Hashable {
        var name: String
        var value: String
    }

    /// Reads the origin form and the absolute form of a target (RFC 9112 §3.2).
    ///
    /// - Throws: a problem where an escape stands for bytes that are not UTF-8.
    init(_ text: String) throws(Problem) {
        var rest = text[...]
        if let form = AbsoluteForm(text) { rest = form.path }
        let end = rest.utf8.firstIndex(of: UInt8(ascii: "#")) ?? rest.endIndex
        rest = rest[..<end]
        let mark = rest.utf8.firstIndex(of: UInt8(ascii: "?"))
        path = String(rest[..<(mark ?? rest.endIndex)])
        query = []
        guard let mark else { return }
        for part in rest[rest.index(after: mark)...].split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            query.append(
                Parameter(
                    name: try PercentEncoding.decodedForm(pair[0]),
                    value: try PercentEncoding.decodedForm(pair.count == 2 ? pair[1] : "")))
        }
    }

    /// The first value of a parameter.
    func first(_ name: String) -> String? {
        query.first { $0.name == name }?.value
    }

    /// All values of a parameter, in order.
    func all(_ name: String) -> [String] {
        query.lazy.filter { $0.name == name }.map(\.value)
    }
}
