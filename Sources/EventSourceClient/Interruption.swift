/// Why a stream is not open at present.
public enum Interruption: Error, Sendable, Hashable, CustomStringConvertible {
    /// The server ended the stream in order, perhaps to be restarted.
    case ended
    /// The connection could not be made, or broke; in the words of the library.
    case connection(String)
    /// Nothing came for this long.
    case silence(Duration)
    /// The server answered with a status that is no stream's.
    case status(Int)
    /// The server answered 200 with something that is no event stream.
    case contentType(String?)
    /// `freshHeaders` threw; in the words of its error.
    case freshHeaders(String)

    /// What happened, as a clause.
    public var description: String {
        switch self {
        case .ended: "the server ended the stream"
        case .connection(let reason): reason
        case .silence(let duration): "the server was silent for \(duration)"
        case .status(let status): "the server answered with status \(status)"
        case .contentType(let type?):
            "the server answered with '\(type)' instead of 'text/event-stream'"
        case .contentType(nil): "the server answered without a content type"
        case .freshHeaders(let reason): "there are no headers to ask with: \(reason)"
        }
    }
}
