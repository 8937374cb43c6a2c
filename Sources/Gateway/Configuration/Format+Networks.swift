extension Format<Network?> {
    /// `10.0.0.0/8`, `fd00::/8`, one address, or `unix` (nil) for the Unix-domain sockets.
    fileprivate static let proxies = Format { text throws(Misfit) in
        if text == "unix" { return nil }
        guard let network = Network(text) else {
            throw Misfit(
                "is neither 'unix' nor a network; write an address and how many of its bits "
                    + "count, such as 10.0.0.0/8")
        }
        return network
    }
}

extension TrustedProxies {
    /// Reads the proxies' keys over the default.
    init(from reader: inout SettingsReader, at key: String) {
        self.init()
        let trusted = reader.list(of: "\(key).trusted", as: .proxies) ?? []
        networks = trusted.compactMap { $0 }
        areLocal = trusted.contains { $0 == nil }
        reader.read("\(key).field", into: &field, as: .name)
    }
}
