import Journaling
import Logging
import PubSub
import XMPP

/// Every key that can be configured.
extension Settings {
    /// Reads the keys that are given over the defaults; what is wrong is the reader's `problems`.
    init(from reader: inout SettingsReader, serviceCount: Int) {
        self.init()
        reader.read("data", into: &data, as: .writableFolder)
        if !reader.isGiven("data"), let reason = Format.obstacle(atFolder: data) {
            reader.reject("data", "'\(data)', the default, \(reason)")
        }
        http.readListeners(from: &reader)
        https = HTTPS(from: &reader)
        reader.read(
            "http.retry", into: &http.retry, as: .duration(.milliseconds(100) ... .seconds(3600)))
        reader.read(
            "http.heartbeat", into: &http.heartbeat,
            as: .duration(.milliseconds(100) ... .seconds(3600)))
        http.cors = OriginPolicy(from: &reader, at: "http.cors")
        http.proxies = TrustedProxies(from: &reader, at: "http.proxies")
        limits = Limits(from: &reader, at: "limits")
        tokens = Tokens(from: &reader)
        reader.read("journal.synchronous", into: &journal.synchronous, as: .name)
        reader.read(
            "retention.entries", into: &retention.maximumEntries, as: .count(1...1_000_000_000))
        reader.read(
            "retention.age", into: &retention.maximumAge,
            as: .duration(.seconds(1) ... .seconds(3650 * 86_400)))
        reader.read(
            "retention.bytes", into: &retention.maximumBytes, as: .bytes(1 << 20...1 << 42))
        reader.read("log.level", into: &logLevel, as: .name)
        guard serviceCount > 0 else { return }
        services = (0..<serviceCount).map { Service(from: &reader, at: "services.\($0)") }
        for (index, service) in services.enumerated() {
            guard let first = services.firstIndex(where: { $0.host == service.host }),
                first < index, !service.host.isEmpty
            else { continue }
            reader.reject(
                "services.\(index).host",
                "'\(service.host)' is the host of services.\(first) already; each needs its own")
        }
    }

    /// A key whose value is never shown.
    static func isSecret(_ key: String) -> Bool { key.hasSuffix(".secret") }
}

extension Settings.Service {
    /// Reads one service; where its host is missing, that is a problem and the host is empty.
    init(from reader: inout SettingsReader, at key: String) {
        self.init(host: "")
        reader.read("\(key).host", into: &host, as: .domain)
        if !reader.isGiven("\(key).host") {
            reader.reject(
                "\(key).host",
                "is missing; name the service's address, for instance pubsub.example.org")
        }
        component = Settings.Component(from: &reader, at: "\(key).component")
        settings.admins = Set(reader.list(of: "\(key).admins", as: .bareJID) ?? [])
        settings.creators = ServiceSettings.Creators(from: &reader, at: key, host: host)
        reader.read("\(key).autocreate.publish", into: &settings.createsOnPublish, as: .flag)
        reader.read("\(key).autocreate.subscribe", into: &settings.createsOnSubscribe, as: .flag)
        settings.awaitsNodes = settings.createsOnPublish
        reader.read("\(key).await_nodes", into: &settings.awaitsNodes, as: .flag)
        reader.read(
            "\(key).maximum_payload", into: &settings.maximumPayloadBytes,
            as: .bytes(1 << 8...16 << 20))
        settings.readLimits(from: &reader, at: "\(key).limits")
    }
}

extension Settings.Component {
    /// nil: none of its keys is given, or one is a problem.
    init?(from reader: inout SettingsReader, at key: String) {
        let server = reader.value(
            of: "\(key).server", as: .endpoint(ports: 1...65535, example: "127.0.0.1:5347"))
        let direct = reader.value(of: "\(key).secret", as: .secret)
        let fromFile = reader.value(of: "\(key).secret_file", as: .secretFile)
        let isGiven = ["server", "secret", "secret_file"].map { reader.isGiven("\(key).\($0)") }
        guard isGiven.contains(true) else { return nil }
        if !isGiven[0] {
            reader.reject(
                "\(key).server",
                "is missing; it is where the XMPP server takes components, often 127.0.0.1:5347")
        }
        if !isGiven[1], !isGiven[2] {
            reader.reject(
                "\(key).secret",
                "is missing; give the secret that the XMPP server has for this component, here, "
                    + "in a file named by secret_file, or in the environment")
        }
        if isGiven[1], isGiven[2] {
            reader.reject("\(key).secret_file", "is one secret too many beside 'secret'; keep one")
        }
        guard let server, let secret = direct ?? fromFile else { return nil }
        self.init(server: server, secret: secret)
    }
}

extension ServiceSettings.Creators {
    private enum Name: String, CaseIterable {
        case admins, users, anyone
    }

    /// - Parameter host: the service's; empty where that is a problem already.
    init(from reader: inout SettingsReader, at key: String, host: String) {
        let name = reader.value(of: "\(key).create", as: Format<Name>.name)
        let domains = reader.list(of: "\(key).users", as: .domain)
        if domains != nil, name == .admins || name == .anyone || !reader.isGiven("\(key).create") {
            reader.reject("\(key).users", "has no effect while 'create' is not 'users'")
        }
        switch name {
        case .anyone: self = .anyone
        case .admins, nil: self = .admins
        case .users:
            let parent = host.split(separator: ".").dropFirst().joined(separator: ".")
            self = .users(domains: Set(domains ?? [parent]))
            if domains == nil, parent.isEmpty, !host.isEmpty {
                reader.reject(
                    "\(key).users", "is missing; list the users' domains, for instance example.org")
            }
        }
    }
}
