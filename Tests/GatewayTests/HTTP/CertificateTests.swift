import Logging
import PubSub
import Synchronization
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

    @Test(arguments: [
        (days: 90.0, left: 14.1, state: CertificateAge.State.good), (90, 13.9, .expiring),
        (6, 1.6, .good), (6, 1.4, .expiring), (90, 0, .expired), (90, -1, .expired),
        (90, 90.1, .early),
    ])
    func `A certificate is to be renewed in time for how long it is good`(
        days: Double, left: Double, state: CertificateAge.State
    ) {
        let day = 86_400_000.0
        let end = Timestamp(milliseconds: Int64(1000 * day))
        let age = CertificateAge(
            begins: Timestamp(milliseconds: end.milliseconds - Int64(days * day)), ends: end)
        let now = Timestamp(milliseconds: end.milliseconds - Int64(left * day))
        #expect(age.state(at: now) == state)
    }

    @Test
    func
        `The log and the status tell when the certificate expires, each once or as long as it is so`()
        throws
    {
        let lines = Mutex<[String]>([])
        let collector = Logger(label: "test") { _ in
            LineCollector { line in lines.withLock { $0.append(line) } }
        }
        let now = Mutex(Timestamp(milliseconds: 1_800_000_000_000))
        let store = try CertificateStore(test.files, logger: collector) { now.withLock { $0 } }
        #expect(store.status.level == .core)
        #expect(lines.withLock { $0 } == [])
        // The certificate is good until 2126-10-31.
        let end: Int64 = 4_949_130_905_000
        for (left, level, words) in [
            (86_400_000 * 13 + 1, StatusReport.Level.warn, "expires in 13 days"),
            (86_400_000, .warn, "expires in one day"),
            (0, .error, "expired at 2126-10-31T14:35:05.000Z"), (-1, .error, "expired at"),
        ] as [(Int64, StatusReport.Level, String)] {
            now.withLock { $0 = Timestamp(milliseconds: end - left) }
            for _ in 0..<2 { store.reloadIfChanged() }
            #expect(store.status.level == level)
            #expect(store.status.message.contains(words), "\(store.status.message)")
            #expect(!store.status.message.contains("/"))
        }
        let told = lines.withLock { $0 }
        #expect(told.count == 2)
        for line in told { #expect(line.contains(test.files.certificate)) }
        try test.write("nonsense", to: test.files.key)
        store.reloadIfChanged()
        #expect(store.status.message.contains("cannot be used: https.key has no key"))
        #expect(!store.status.message.contains("/"))
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
