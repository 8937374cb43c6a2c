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

    static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBlTCCATugAwIBAgIUZemroe+OgZG2Qa+MuCYM2ab5xbQwCgYIKoZIzj0EAwIw
        FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNDE0MzUwNVoYDzIxMjYxMDMx
        MTQzNTA1WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
        PQMBBwNCAARGL3yUpS9EgL+J269asRio5lpTQ3lSPHyXtXg5oWnZHn37dLl8yNOX
        QBRZ2UWLMm6VH3g16hPR7NsUW5oZdzBJo2kwZzAdBgNVHQ4EFgQUTtMOSITRjieu
        tHfIYFB1+EMaOnIwHwYDVR0jBBgwFoAUTtMOSITRjieutHfIYFB1+EMaOnIwDwYD
        VR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglsb2NhbGhvc3QwCgYIKoZIzj0EAwID
        SAAwRQIgD2nirZRJ0XhH43j0d1Iws2Z+cjh9OcK2u1PDFBcad7ICIQCLDVsWCON4
        AvPabuiVM5nmxAOp+8Z5g7aGWpzMZuEWRA==
        -----END CERTIFICATE-----

        """

    static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg1T3/FYtu39XwChDl
        aEbxFHRvTfjvnNeUYgNsdee6HSuhRANCAARGL3yUpS9EgL+J269asRio5lpTQ3lS
        PHyXtXg5oWnZHn37dLl8yNOXQBRZ2UWLMm6VH3g16hPR7NsUW5oZdzBJ
        -----END PRIVATE KEY-----

        """

    /// For no certificate here.
    static let otherKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgpHfcsEY6MTjb6Aug
        2GFhfaAOXGrx9vWRSelrvdwg6wuhRANCAASovbi30sGOpHOZTt6wke7ErZ3XFolK
        /FieYFZUnjDyE6FxjJrWd0X8I+ZdGtqUtwE+vGliMq3GV/huxlvdg+be
        -----END PRIVATE KEY-----

        """
}
