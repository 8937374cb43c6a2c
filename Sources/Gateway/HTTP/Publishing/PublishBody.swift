import HTTPTypes
import JSONText
import XMPP

/// What a body becomes as the payload of an item.
///
/// | Content-Type | payload |
/// |---|---|
/// | `application/json`, `*+json` | the text in a container of XEP-0335 §3, byte for byte |
/// | `application/xml`, `text/xml`, `*+xml` | the element |
/// | `text/plain`, or none | the text in the container of Prosody's mod_pubsub_post |
enum PublishBody {
    private enum Kind {
        case json
        case xml
        case text
    }

    /// - Parameter type: the `Content-Type` as it came.
    /// - Returns: `nil` for an empty body of no type: an item without payload (XEP-0060 §4.3).
    /// - Throws: what is wrong with the body, and where.
    static func payload(_ body: String, type: String?) throws(Problem) -> XMLFragment? {
        switch try kind(type) {
        case .json:
            do throws(JSONSyntax.Fault) {
                try JSONSyntax.check(body)
            } catch {
                throw .notJSON(error)
            }
            try checkCharacters(of: body, as: "the body")
            return XMLFragment(name: "json", namespace: Namespaces.json, text: body)
        case .xml:
            do throws(XMLError) {
                return try XMLFragment(parsing: body)
            } catch {
                throw .notXML(error)
            }
        case .text:
            if body.isEmpty, type == nil { return nil }
            try checkCharacters(of: body, as: "the body")
            return XMLFragment(name: "data", namespace: Namespaces.data, text: body)
        }
    }

    /// - Throws: a problem that names the types that are taken.
    static func check(type: String?) throws(Problem) {
        _ = try kind(type)
    }

    /// - Parameter what: begins the sentence.
    /// - Throws: a problem that names the first character that XML cannot carry.
    static func checkCharacters(of text: String, as what: String) throws(Problem) {
        do throws(XMLCharacters.Fault) {
            try XMLCharacters.check(text)
        } catch {
            throw .character(error, in: what)
        }
    }

    private static func kind(_ type: String?) throws(Problem) -> Kind {
        guard let type else { return .text }
        let parts = type.split(separator: ";", omittingEmptySubsequences: false)
            .map { $0.trimmingBlanks.lowercased() }
        if let charset = parts.dropFirst().first(where: { $0.hasPrefix("charset=") }),
            !["utf-8", "utf8", "us-ascii"].contains(
                charset.dropFirst("charset=".count).filter { $0 != "\"" })
        {
            throw .mediaType(type, hint: "Everything here is UTF-8.")
        }
        switch parts[0] {
        case "application/json": return .json
        case "application/xml", "text/xml": return .xml
        case "text/plain", "": return .text
        case let name where name.hasSuffix("+json"): return .json
        case let name where name.hasSuffix("+xml"): return .xml
        case "application/x-www-form-urlencoded":
            throw .mediaType(type, hint: "With curl, add -H 'Content-Type: application/json'.")
        default: throw .mediaType(type, hint: "")
        }
    }
}

extension Problem {
    fileprivate static func mediaType(_ type: String, hint: String) -> Problem {
        Problem(
            status: .unsupportedMediaType, slug: "media-type",
            title: "This content type is not taken",
            detail: "A body of type '\(type)' cannot be published. Send application/json, "
                + "application/xml (or another type that ends in +xml or +json), or text/plain, in "
                + "UTF-8." + (hint.isEmpty ? "" : " \(hint)"))
    }

    fileprivate static func notJSON(_ fault: JSONSyntax.Fault) -> Problem {
        Problem(
            status: .unprocessableContent, slug: "not-json", title: "The body is not JSON",
            detail: "The body is not JSON: at byte \(fault.offset), \(fault.reason).")
    }

    fileprivate static func notXML(_ error: XMLError) -> Problem {
        Problem(
            status: .unprocessableContent, slug: "not-xml", title: "The body is not acceptable XML",
            detail: error.description)
    }

    fileprivate static func character(_ fault: XMLCharacters.Fault, in what: String) -> Problem {
        Problem(
            status: .unprocessableContent, slug: "character", title: "A character is not possible",
            detail: "In \(what), at byte \(fault.offset), there is \(fault.name), which XML cannot "
                + "carry.")
    }
}
