import Journaling
import Logging
import PubSub
import Testing
import XMPP

@testable import Gateway

@Suite struct SettingsReadingTests {
    private func load(
        _ yaml: String = "", flags: [Settings.Flag?] = [], environment: [String: String] = [:]
    ) throws -> Settings {
        let file = try ConfigurationFile(yaml: yaml, path: "sluice.yaml")
        return try Settings.load(
            from: file, flags: flags.compactMap { $0 }, environment: environment
        ).settings
    }

    @Test func `No configuration is the embedded mode`() throws {
        #expect(try load() == Settings())
        #expect(
            try Settings.load(from: nil, flags: [], environment: [:]).settings == Settings())
        let service = Settings().services[0]
        #expect(service.answersAnyHost)
        #expect(service.component == nil)
        #expect(service.settings.createsOnPublish)
        #expect(Settings().http.listen.map(\.description) == ["127.0.0.1:5280"])
    }

    @Test func `Every key sets its value`() throws {
        let settings = try load(
            """
            data: /tmp/sluice-test-data
            http:
              listen: "[::1]:8080"
              retry: 500ms
              heartbeat: 20s
            journal: {synchronous: normal}
            retention:
              entries: 10_000
              age: 2d
              bytes: 64MiB
            log: {level: debug}
            services:
              - host: PubSub.Example.org
                component: {server: "10.0.0.1:5347", secret: "s3cret"}
                admins: [admin@example.org, second@example.org]
                create: users
                users: [example.org, example.com]
                autocreate: {publish: true, subscribe: yes}
                maximum_payload: 128KiB
                limits:
                  nodes_per_owner: 11
                  affiliations_per_node: 12
                  items_per_request: 13
                  subscriptions_per_node: 14
                  subscriptions_per_entity: 15
              - host: other.example.org
                create: anyone
            """)
        #expect(settings.data == "/tmp/sluice-test-data")
        #expect(settings.http.listen == [.tcp(Endpoint(host: "::1", port: 8080))])
        #expect(settings.http.retry == .milliseconds(500))
        #expect(settings.http.heartbeat == .seconds(20))
        #expect(settings.journal.synchronous == .normal)
        #expect(settings.retention.maximumEntries == 10_000)
        #expect(settings.retention.maximumAge == .seconds(172_800))
        #expect(settings.retention.maximumBytes == 64 << 20)
        #expect(settings.logLevel == .debug)
        #expect(settings.services.count == 2)
        let service = settings.services[0]
        #expect(service.host == "pubsub.example.org")
        #expect(!service.answersAnyHost)
        #expect(service.component?.server == Endpoint(host: "10.0.0.1", port: 5347))
        #expect(service.component?.secret.value == "s3cret")
        #expect(
            service.settings.admins == [
                try JID("admin@example.org"), try JID("second@example.org"),
            ])
        #expect(service.settings.creators == .users(domains: ["example.org", "example.com"]))
        #expect(service.settings.createsOnPublish)
        #expect(service.settings.createsOnSubscribe)
        #expect(service.settings.maximumPayloadBytes == 128 << 10)
        #expect(service.settings.maximumNodesPerOwner == 11)
        #expect(service.settings.maximumAffiliationsPerNode == 12)
        #expect(service.settings.maximumItemsPerRequest == 13)
        #expect(service.settings.maximumSubscriptionsPerNode == 14)
        #expect(service.settings.maximumSubscriptionsPerEntity == 15)
        #expect(settings.services[1].settings.creators == .anyone)
        #expect(settings.services[1].component == nil)
    }

    @Test func `Users are those of the host's parent domain unless they are listed`() throws {
        let settings = try load("services: [{host: pubsub.localhost, create: users}]")
        #expect(settings.services[0].settings.creators == .users(domains: ["localhost"]))
    }

    @Test func `An option wins over the environment, and that over the file`() throws {
        let yaml = "http: {listen: 127.0.0.1:1, retry: 1s}\nlog: {level: error}"
        let settings = try load(
            yaml, flags: [Settings.Flag("--listen", sets: "http.listen", to: "127.0.0.1:3")],
            environment: ["SLUICE_HTTP_LISTEN": "127.0.0.1:2", "SLUICE_HTTP_RETRY": "3s"])
        #expect(settings.http.listen.map(\.endpoint?.port) == [3])
        #expect(settings.http.retry == .seconds(3))
        #expect(settings.logLevel == .error)
    }

    @Test func `The environment alone can describe a service`() throws {
        let settings = try load(
            environment: [
                "SLUICE_SERVICES_0_HOST": "pubsub.example.org",
                "SLUICE_SERVICES_0_COMPONENT_SERVER": "xmpp:5347",
                "SLUICE_SERVICES_0_COMPONENT_SECRET": "s3cret",
                "SLUICE_SERVICES_0_ADMINS": "a@example.org, b@example.org",
                "SLUICE_SERVICES_0_AUTOCREATE_PUBLISH": "true",
            ])
        #expect(settings.services.map(\.host) == ["pubsub.example.org"])
        #expect(settings.services[0].component?.secret.value == "s3cret")
        #expect(settings.services[0].settings.admins.count == 2)
        #expect(settings.services[0].settings.createsOnPublish)
    }

    @Test func `A variable that sets nothing is warned about, not refused`() throws {
        let error = #expect(throws: ConfigurationError.self) {
            try Settings.load(
                from: nil, flags: [],
                environment: ["SLUICE_HTTP_LISTEM": "x", "SLUICE_COLOUR": "red", "PATH": "/bin"])
        }
        #expect(
            error?.problems.map(\.description) == [
                "SLUICE_COLOUR: is in the environment, and sets nothing; take it out",
                "SLUICE_HTTP_LISTEM: is in the environment, and sets nothing; "
                    + "did you mean SLUICE_HTTP_LISTEN?",
            ])
    }

    @Test
    func `What Kubernetes adds for a service that is called sluice is no setting and no error`()
        throws
    {
        let names = [
            "SLUICE_SERVICE_HOST", "SLUICE_SERVICE_PORT", "SLUICE_SERVICE_PORT_HTTP", "SLUICE_PORT",
            "SLUICE_PORT_5280_TCP", "SLUICE_PORT_5280_TCP_ADDR", "SLUICE_WEB_SERVICE_HOST",
            "SLUICE_WEB_PORT_5280_TCP_PROTO",
        ]
        let environment = Dictionary(uniqueKeysWithValues: names.map { ($0, "10.0.0.1") })
        #expect(
            try Settings.load(from: nil, flags: [], environment: environment).settings == Settings()
        )
    }

    @Test func `A secret is in no description`() throws {
        let settings = try load(
            """
            services: [{host: a.b, component: {server: "localhost:5347", secret: "hunter2"}}]
            """)
        var dumped = ""
        dump(settings, to: &dumped)
        #expect(!dumped.contains("hunter2"))
        #expect(!"\(settings)".contains("hunter2"))
        #expect(!String(reflecting: settings).contains("hunter2"))
    }
}
