import Certificates
import Foundation

@testable import Gateway

/// A certificate for localhost, which nobody trusts, and its key: in files of a folder that goes with it.
final class TestCertificate: Sendable {
    let folder: URL
    let files: CertificateFiles

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "sluice-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        files = CertificateFiles(
            certificate: folder.appending(path: "certificate.pem").path,
            key: folder.appending(path: "key.pem").path)
        try write(Self.certificate, to: files.certificate)
        try write(Self.key, to: files.key)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
    }

    static let certificate = LocalhostCertificate.certificate
    static let key = LocalhostCertificate.key

    /// For no certificate here.
    static let otherKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgpHfcsEY6MTjb6Aug
        2GFhfaAOXGrx9vWRSelrvdwg6wuhRANCAASovbi30sGOpHOZTt6wke7ErZ3XFolK
        /FieYFZUnjDyE6FxjJrWd0X8I+ZdGtqUtwE+vGliMq3GV/huxlvdg+be
        -----END PRIVATE KEY-----

        """
}
