import Certificates
import Foundation

@testable import Gateway

/// A folder with a certificate in it, that goes when nobody needs it any more.
final class TemporaryFolder: Sendable {
    let path: String
    let certificate: CertificateFiles

    init() throws {
        let url = FileManager.default.temporaryDirectory
            .appendingPathComponent("server-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
        certificate = CertificateFiles(
            certificate: "\(path)/certificate.pem", key: "\(path)/key.pem")
        try Data(LocalhostCertificate.certificate.utf8)
            .write(to: URL(filePath: certificate.certificate))
        try Data(LocalhostCertificate.key.utf8).write(to: URL(filePath: certificate.key))
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
