import Foundation
import Glibc
import NIOCore
import Testing

@testable import Gateway

@Suite struct ListeningTests {
    @Test(arguments: [
        ("127.0.0.1:5280", ListenAddress.tcp(Endpoint(host: "127.0.0.1", port: 5280))),
        ("[::1]:0", .tcp(Endpoint(host: "::1", port: 0))),
        ("unix:/run/sluice.socket", .unix(path: "/run/sluice.socket")),
    ])
    func `An address is written as it is read`(text: String, address: ListenAddress) {
        #expect(ListenAddress(text) == address)
        #expect(address.description == text)
    }

    @Test(arguments: ["", "unix:", "unix:relative", "unix:/" + String(repeating: "a", count: 107)])
    func `What the kernel would not take is no address`(text: String) {
        #expect(ListenAddress(text) == nil)
    }

    @Test func `Sockets of the service manager are taken by their names`() {
        let environment = [
            "LISTEN_PID": "7", "LISTEN_FDS": "3", "LISTEN_FDNAMES": "web:https:unknown",
        ]
        let sockets = ActivatedSockets(environment: environment, process: 7)
        #expect(sockets.http == [3, 5])
        #expect(sockets.https == [4])
    }

    @Test(arguments: [
        [:], ["LISTEN_FDS": "1"], ["LISTEN_PID": "8", "LISTEN_FDS": "1"],
        ["LISTEN_PID": "7", "LISTEN_FDS": "-1"], ["LISTEN_PID": "7", "LISTEN_FDS": "99999999999"],
        ["LISTEN_PID": "seven", "LISTEN_FDS": "1"],
    ])
    func `Words that are not for this process are nothing to it`(environment: [String: String]) {
        #expect(ActivatedSockets(environment: environment, process: 7) == ActivatedSockets())
    }

    @Test func `A socket's file is taken over from the dead, not from the living`() throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "sluice-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = UnixSocketFile(path: folder.appending(path: "socket").path)
        let first = try file.listen(mode: 0o600)
        let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let refusal = #expect(throws: IOError.self) { try file.listen(mode: 0o600) }
        #expect(refusal?.errnoCode == EADDRINUSE)
        close(first)
        close(try file.listen(mode: 0o600))
        file.remove()
        try Data("precious".utf8).write(to: URL(filePath: file.path))
        #expect(throws: IOError.self) { try file.listen(mode: 0o600) }
        #expect(try String(contentsOfFile: file.path, encoding: .utf8) == "precious")
    }

    @Test func `A socket for encrypted connections is of no use without a certificate`()
        async throws
    {
        let fixture = try RoutesFixture()
        var sockets = ActivatedSockets()
        sockets.https = [-1]
        let front = HTTPFront(
            settings: Settings.HTTP(), sockets: sockets, services: [],
            access: fixture.routes.access, pipeline: fixture.pipeline, journal: fixture.journal,
            hub: fixture.hub, version: "1", logger: fixture.logger)
        await #expect(throws: ActivatedSockets.Unencrypted.self) { try await front.run() }
        #expect(ExitStatus(ActivatedSockets.Unencrypted()).code == EX_CONFIG)
    }
}
