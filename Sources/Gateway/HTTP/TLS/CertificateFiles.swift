import Foundation
import NIOCore
import NIOHTTP2
import NIOSSL

/// The files of a certificate and its key, as the operator names them.
struct CertificateFiles: Sendable, Hashable {
    /// PEM: the server's own certificate first, then those between it and the root.
    var certificate: String
    /// PEM, without a passphrase.
    var key: String

    /// Why they cannot be used: the end of a sentence that begins with the file's name.
    enum Fault: Error, Sendable, Hashable {
        case certificate(String)
        case key(String)
    }

    /// What tells a changed file from the one that was read.
    struct Stamp: Sendable, Hashable {
        fileprivate var modified: [Date?]
        fileprivate var sizes: [Int?]
    }

    var stamp: Stamp {
        let attributes = [certificate, key].map {
            try? FileManager.default.attributesOfItem(
                atPath: URL(filePath: $0).resolvingSymlinksInPath().path)
        }
        return Stamp(
            modified: attributes.map { $0?[.modificationDate] as? Date },
            sizes: attributes.map { $0?[.size] as? Int })
    }

    /// Everything that is wrong with them.
    var faults: [Fault] {
        var faults: [Fault] = []
        do throws(Fault) { _ = try certificates() } catch { faults.append(error) }
        do throws(Fault) { _ = try privateKey() } catch { faults.append(error) }
        guard faults.isEmpty else { return faults }
        do throws(Fault) { _ = try load() } catch { faults.append(error) }
        return faults
    }

    /// Reads both, and checks that one is for the other.
    func load() throws(Fault) -> (context: NIOSSLContext, age: CertificateAge) {
        let chain = try certificates()
        let privateKey = try privateKey()
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(privateKey))
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = NIOHTTP2SupportedALPNProtocols
        // A client that has everything need not say so for long.
        configuration.shutdownTimeout = .seconds(1)
        do {
            return (try NIOSSLContext(configuration: configuration), CertificateAge(chain))
        } catch {
            throw .key("is not the key of the certificate \(certificate)")
        }
    }

    private func certificates() throws(Fault) -> [NIOSSLCertificate] {
        guard let bytes = FileManager.default.contents(atPath: certificate) else {
            throw .certificate("is not a file that this user may read")
        }
        guard let chain = try? NIOSSLCertificate.fromPEMBytes(Array(bytes)), !chain.isEmpty else {
            throw .certificate("has no certificate in PEM form")
        }
        return chain
    }

    private func privateKey() throws(Fault) -> NIOSSLPrivateKey {
        guard let bytes = FileManager.default.contents(atPath: key) else {
            throw .key("is not a file that this user may read")
        }
        guard let privateKey = try? NIOSSLPrivateKey(bytes: Array(bytes), format: .pem) else {
            throw .key("has no private key in PEM form without a passphrase")
        }
        return privateKey
    }
}
