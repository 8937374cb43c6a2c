import Foundation
import NIOSSL

/// A file of certificates that are trusted besides those of the system.
struct TrustFile {
    private let path: String

    init(_ path: String) {
        self.path = path
    }

    /// What a client does that trusts them.
    func configuration() throws(TailFailure) -> TLSConfiguration {
        guard let bytes = FileManager.default.contents(atPath: path),
            let certificates = try? NIOSSLCertificate.fromPEMBytes(Array(bytes)),
            !certificates.isEmpty
        else {
            throw TailFailure(
                code: EX_NOINPUT,
                explanation: "There is no certificate in PEM form to be read in \(path).")
        }
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.additionalTrustRoots = [.certificates(certificates)]
        return configuration
    }
}
