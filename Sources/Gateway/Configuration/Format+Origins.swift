extension Format<OriginPolicy.Origins> {
    /// `*`, or the origin of a page as browsers send it (RFC 6454 §6.1): a scheme, a host, and the port
    /// unless it is the scheme's own.
    static let origin = Format { text throws(Misfit) in
        if text == "*" { return .any }
        if text == "null" { return .listed([text]) }
        let parts = text.lowercased().split(separator: "://", omittingEmptySubsequences: false)
        guard parts.count == 2, let scheme = parts.first, var host = parts.last,
            !scheme.isEmpty, scheme.allSatisfy({ $0.isLetter || $0.isNumber || "+-.".contains($0) })
        else {
            throw Misfit("is not an origin; write it as https://www.example.org, or '*' for all")
        }
        if host.contains("/") || host.contains("?") || host.contains("*") || host.contains("@") {
            throw Misfit(
                "is more than an origin; write scheme, host and port alone, without a path")
        }
        for (name, port) in [("http", ":80"), ("https", ":443")]
        where scheme == name && host.hasSuffix(port) {
            host = host.dropLast(port.count)
        }
        guard !host.isEmpty else {
            throw Misfit("has no host; write it as https://www.example.org")
        }
        return .listed(["\(scheme)://\(host)"])
    }
}

extension OriginPolicy {
    /// Reads the policy's keys over the default.
    init(from reader: inout SettingsReader, at key: String) {
        self.init()
        var listed: Set<String> = []
        var isAny = false
        let given = reader.list(of: "\(key).origins", as: .origin)
        for origin in given ?? [] {
            switch origin {
            case .any: isAny = true
            case .listed(let origins): listed.formUnion(origins)
            }
        }
        if isAny, !listed.isEmpty {
            reader.reject("\(key).origins", "has '*' and origins beside it; keep one or the other")
        }
        if given != nil, !isAny { origins = .listed(listed) }
        reader.read("\(key).credentials", into: &allowsCredentials, as: .flag)
        if allowsCredentials, origins == .any {
            reader.reject(
                "\(key).credentials",
                "cannot be true for the pages of all origins; list them in \(key).origins")
        }
        if allowsCredentials, case .listed(let listed) = origins, listed.contains("null") {
            reader.reject(
                "\(key).credentials",
                "cannot be true while \(key).origins has 'null': any page can take that origin, by a "
                    + "sandboxed frame")
        }
    }
}
