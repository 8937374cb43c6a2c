import Testing

@testable import Gateway

/// What an operator reads where the configuration is wrong: each line is part of the interface.
@Suite struct ConfigurationErrorTests {
    private func problems(
        _ yaml: String, flags: [Settings.Flag?] = [], environment: [String: String] = [:]
    ) -> [String] {
        do {
            let file = try ConfigurationFile(yaml: yaml, path: "sluice.yaml")
            _ = try Settings.load(
                from: file, flags: flags.compactMap { $0 }, environment: environment)
            return []
        } catch let error as ConfigurationError {
            return error.problems.map(\.description)
        } catch {
            return ["\(error)"]
        }
    }

    @Test func `All problems are told at once, each with its line and what would be right`() {
        let found = problems(
            """
            http:
              listen: 127.0.0.1
              retry: 5 sec
            retention:
              bytes: 1B
            services:
              - host: a@b
                admins:
                  - admin@example.org
                  - foo bar@example.org
                  - example.org
                create: everybody
              - create: users
            """)
        let expected = """
            sluice.yaml:2: http.listen: '127.0.0.1' is not HOST:PORT, for instance 127.0.0.1:5280
            sluice.yaml:3: http.retry: '5 sec' is not a duration; \
            write a number and ms, s, m, h or d, such as 15s
            sluice.yaml:5: retention.bytes: '1B' is not between 1MiB and 4096GiB
            sluice.yaml:7: services.0.host: 'a@b' is not a domain; \
            write a domain, for instance pubsub.example.org
            sluice.yaml:10: services.0.admins.1: 'foo bar@example.org' is not a JID: \
            its local part has characters that are not allowed there; write it like admin@example.org
            sluice.yaml:11: services.0.admins.2: 'example.org' names no user; \
            write USER@DOMAIN, for instance admin@example.org
            sluice.yaml:12: services.0.create: 'everybody' is not one of 'admins', 'users', 'anyone'
            sluice.yaml:13: services.1.host: is missing; \
            name the service's address, for instance pubsub.example.org
            """
        #expect(found == expected.split(separator: "\n").map(String.init))
    }

    @Test(arguments: [
        ("datta: x", "sluice.yaml:1: datta: is not a setting; did you mean data?"),
        ("listen: x", "sluice.yaml:1: listen: is not a setting; did you mean http.listen?"),
        (
            "http:\n  port: 1",
            "sluice.yaml:2: http.port: is not a setting; there are http.cors.credentials, "
                + "http.cors.origins, http.heartbeat, http.listen, http.proxies.field, "
                + "http.proxies.trusted, http.retry, http.socket_mode"
        ),
        (
            "services: [{host: a.b, admin: [c@d]}]",
            "sluice.yaml:1: services.0.admin: is not a setting; did you mean services.0.admins?"
        ),
        (
            "services:\n  host: a.b",
            "sluice.yaml:2: services.host: is not a setting; services are a list, begin each "
                + "with '- host: ...'"
        ),
        (
            "services: {'': a.b}",
            "sluice.yaml:1: services.: is not a setting; services are a list, begin each with "
                + "'- host: ...'"
        ),
        ("servces: []", "sluice.yaml:1: servces: is not a setting; did you mean services?"),
        (
            "'': red",
            "sluice.yaml:1: : is not a setting; there are data, http, https, journal, "
                + "limits, log, retention, services, tokens"
        ),
        (
            "colour: red",
            "sluice.yaml:1: colour: is not a setting; there are data, http, https, journal, "
                + "limits, log, retention, services, tokens"
        ),
        (
            "http: 127.0.0.1:80",
            "sluice.yaml:1: http: is not a setting; it has settings beneath it: "
                + "http.cors.credentials, http.cors.origins, http.heartbeat, http.listen, "
                + "http.proxies.field, http.proxies.trusted, http.retry, http.socket_mode"
        ),
        (
            "service: [{host: a.b}]",
            "sluice.yaml:1: service.0.host: is not a setting; did you mean "
                + "services.0.host?"
        ),
    ]) func `An unknown key is an error that suggests a known one`(yaml: String, problem: String) {
        #expect(problems(yaml) == [problem])
    }

    @Test(arguments: [
        ("data:", "sluice.yaml:1: data: is empty; give it a value or take the line out"),
        (
            "services:\n  - host: a.b\n    component: {}",
            "sluice.yaml:3: services.0.component: is empty; give it values or take the line out"
        ),
        ("- x", "sluice.yaml: is not a map; write lines like 'data: ./sluice-data'"),
        ("http: {retry: [1s, 2s]}", "sluice.yaml:1: http.retry: is a list; give it one value"),
        (
            "a: 1\nlog: {level: info}\na: 2",
            "sluice.yaml:1: the same map has 'a' twice; keep one"
        ),
        (
            "http:\n\tlisten: 1",
            "sluice.yaml:2: is indented with a tab, which YAML does not take; use spaces"
        ),
        (
            "http:\n  retry: 1s\n  \tlisten: 1",
            "sluice.yaml:3: is indented with a tab, which YAML does not take; use spaces"
        ),
        (
            "http: @x",
            "sluice.yaml:1: is not YAML: found character that cannot start any token (column 7)"
        ),
        ("limts: {}", "sluice.yaml:1: limts: is not a setting; did you mean limits?"),
        ("limts:", "sluice.yaml:1: limts: is not a setting; did you mean limits?"),
        ("limits: {}", "sluice.yaml:1: limits: is empty; give it values or take the line out"),
        ("services:", "sluice.yaml:1: services: is empty; give it values or take the line out"),
        (
            "http: {lisen: }",
            "sluice.yaml:1: http.lisen: is not a setting; did you mean http.listen?"
        ),
    ]) func `What is not meant by YAML's rules is told`(yaml: String, problem: String) {
        #expect(problems(yaml) == [problem])
    }

    @Test func `A problem names the option or the variable that it comes from`() {
        #expect(
            problems("", flags: [Settings.Flag("--listen", sets: "http.listen", to: "80")])
                == ["--listen: '80' is not HOST:PORT, for instance 127.0.0.1:5280"])
        #expect(
            problems("log: {level: info}", environment: ["SLUICE_LOG_LEVEL": "loud"])[0]
                .hasPrefix("SLUICE_LOG_LEVEL: 'loud' is not one of 'trace', "))
    }

    @Test func `A component needs a server and one secret`() {
        #expect(
            problems("services:\n  - host: a.b\n    component: {server: \"localhost:5347\"}")
                .contains {
                    $0.hasPrefix("sluice.yaml:3: services.0.component.secret: is missing; ")
                })
        #expect(
            problems("services:\n  - host: a.b\n    component: {secret: x}").contains {
                $0.hasPrefix("sluice.yaml:3: services.0.component.server: is missing; ")
            })
    }

    @Test func `Domains of users matter only where users create nodes`() {
        #expect(
            problems("services:\n  - host: a.b\n    users: [b]") == [
                "sluice.yaml:3: services.0.users: has no effect while 'create' is not 'users'"
            ])
        #expect(problems("services: [{host: a.b, create: nobody, users: [b]}]").count == 1)
        #expect(
            problems("services: [{host: localhost, create: users}]") == [
                "sluice.yaml:1: services.0.users: is missing; list the users' domains, "
                    + "for instance example.org"
            ])
    }

    @Test func `Two services cannot have one host`() {
        #expect(
            problems("services:\n  - host: a.b\n  - host: A.B") == [
                "sluice.yaml:3: services.1.host: 'a.b' is the host of services.0 already; each "
                    + "needs its own"
            ])
    }

    @Test func `A wrong secret is not shown`() {
        let found = problems(
            "services: [{host: a.b, component: {server: 'c:1', secret: \"hunter2\\nx\"}}]")
        #expect(
            found == ["sluice.yaml:1: services.0.component.secret: is not one line of text"])
        let broken = problems("secret: 'hunter2")
        #expect(broken.count == 1 && !broken[0].contains("hunter2"))
    }

    @Test func `A file that is not there is told`() {
        do {
            _ = try Settings.load(
                file: "/nonexistent/sluice.yaml", flags: [], environment: [:])
            Issue.record("it loaded")
        } catch {
            #expect(error.description == "/nonexistent/sluice.yaml: there is no such file")
        }
    }

    @Test func `A data folder must be a folder, or be possible`() {
        #expect(
            problems("data: /dev/null/sluice") == [
                "sluice.yaml:1: data: '/dev/null/sluice' cannot be a folder: /dev/null is a file"
            ])
    }
}
