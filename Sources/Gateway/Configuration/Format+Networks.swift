extension Format<Network> {
    /// `10.0.0.0/8`, `fd00::/8`, or one address.
    static let network = Format(
        or: "is not a network; write an address and how many of its bits count, such as 10.0.0.0/8"
    ) {
        Network($0)
    }
}

extension TrustedProxies {
    /// Reads the proxies' keys over the default.
    init(from reader: inout SettingsReader, at key: String) {
        self.init()
        networks = reader.list(of: "\(key).trusted", as: .network) ?? []
        reader.read("\(key).field", into: &field, as: .name)
    }
}
