import Logging
import Testing

@testable import Gateway

@Suite struct CertificateTests {
    private let test: TestCertificate
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    init() throws {
        test = try TestCertificate()
    }

    private func fault(_ files: CertificateFiles) -> CertificateFiles.Fault? {
        do throws(CertificateFiles.Fault) {
            _ = try files.load()
            return nil
        } catch {
            return error
        }
    }

    @Test func `A certificate and its key can be used`() {
        #expect(fault(test.files) == nil)
    }

    @Test func `What is wrong with the files is told, each by its own`() throws {
        var files = test.files
        files.key = "/nowhere"
        #expect(fault(files) == .key("is not a file that this user may read"))
        files.certificate = "/nowhere"
        #expect(fault(files) == .certificate("is not a file that this user may read"))
        files.certificate = test.files.key
        #expect(fault(files) == .certificate("has no certificate in PEM form"))
        files = test.files
        files.key = files.certificate
        #expect(fault(files) == .key("has no private key in PEM form without a passphrase"))
        try test.write(TestCertificate.otherKey, to: test.files.key)
        #expect(
            fault(test.files)
                == .key("is not the key of the certificate \(test.files.certificate)"))
    }

    @Test func `Files that change are read anew, and bad ones are left alone`() throws {
        let store = try CertificateStore(test.files, logger: logger)
        let first = store.context
        store.reloadIfChanged()
        #expect(store.context === first)
        try test.write(TestCertificate.certificate + "\n", to: test.files.certificate)
        store.reloadIfChanged()
        let second = store.context
        #expect(second !== first)
        try test.write("nonsense", to: test.files.key)
        store.reloadIfChanged()
        #expect(store.context === second)
        try test.write(TestCertificate.key, to: test.files.key)
        store.reload()
        #expect(store.context !== second)
    }

    @Test(arguments: ["", "\u{16}\u{3}\u{1}", "GET / HTTP/1.1\r\n\r\n"])
    func `A client that does not end its handshake is closed in time`(begun: String) async throws {
        var limits = HTTPLimits()
        limits.requestTimeout = .milliseconds(200)
        limits.idleTimeout = .seconds(1)
        try await RoutesFixture.withFront(
            limits: limits, certificates: CertificateStore(test.files, logger: logger)
        ) { _, port in
            let client = try LoopbackClient(port: port)
            try await client.send(begun)
            _ = try await client.readToEnd()
        }
    }
}
