import Glibc
import NIOCore
import Testing

@testable import Gateway

@Suite struct ListenSettingsTests {
    private func load(_ yaml: String, flags: [Settings.Flag?] = []) throws -> Settings {
        try Settings.load(
            from: ConfigurationFile(yaml: yaml, path: "sluice.yaml"),
            flags: flags.compactMap { $0 }, environment: [:]
        ).settings
    }

    private func problems(_ yaml: String) throws -> [String] {
        let error = #expect(throws: ConfigurationError.self) { try load(yaml) }
        return error?.description.split(separator: "\n").map(String.init) ?? []
    }

    @Test func `Several addresses are a list`() throws {
        let settings = try load(
            """
            http:
              listen: ["127.0.0.1:1", "unix:/run/sluice.socket"]
              socket_mode: 600
            """)
        #expect(
            settings.http.listen.map(\.description) == ["127.0.0.1:1", "unix:/run/sluice.socket"])
        #expect(settings.http.socketMode == 0o600)
        #expect(settings.https.files == nil)
    }

    @Test func `An option takes several addresses, too`() throws {
        let settings = try load(
            "", flags: [Settings.Flag("--listen", sets: "http.listen", to: "127.0.0.1:1,[::1]:2")])
        #expect(settings.http.listen.map(\.description) == ["127.0.0.1:1", "[::1]:2"])
    }

    @Test func `Of a certificate and its key, both are told where both are wrong`() throws {
        let yaml = "https: {certificate: /nowhere, key: /nowhere/else}"
        #expect(
            try problems(yaml) == [
                "sluice.yaml:1: https.certificate: '/nowhere' is not a file that this user may read",
                "sluice.yaml:1: https.key: '/nowhere/else' is not a file that this user may read",
            ])
    }

    @Test(arguments: [EADDRNOTAVAIL, EADDRINUSE, EACCES])
    func `An address that cannot be had is changed in the file or by the option`(code: CInt) {
        let failure = ListenFailure(
            address: .tcp(Endpoint(host: "192.0.2.1", port: 80)), key: "http.listen",
            cause: IOError(errnoCode: code, reason: "bind"))
        #expect(ExitStatus(failure).explanation.hasSuffix("http.listen or --listen."))
    }

    @Test(arguments: [
        ("http: {listen: [\"127.0.0.1:1\", \"unix:relative\"]}", "is not unix:/PATH"),
        (
            "http: {listen: \":5280\"}",
            "':5280' names no host; for all addresses write 0.0.0.0:5280 or [::]:5280"
        ),
        ("http: {listen: \"*:80\"}", "write 0.0.0.0:80 or [::]:80"),
        (
            "https: {listen: \"127.0.0.1:5281\"}",
            "https.listen: has no effect without https.certificate and https.key"
        ),
        ("http: {socket_mode: 999}", "is not a file's mode"),
        ("https: {certificate: /a}", "https.key: is missing"),
        ("https: {key: /a}", "https.certificate: is missing"),
        (
            "https: {certificate: /nowhere, key: /nowhere}",
            "https.certificate: '/nowhere' is not a file that this user may read"
        ),
    ])
    func `What cannot be listened on is told`(yaml: String, reason: String) throws {
        #expect(try problems(yaml).contains { $0.contains(reason) })
    }
}
