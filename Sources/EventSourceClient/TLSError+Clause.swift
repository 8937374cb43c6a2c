import NIOSSL

extension NIOSSLError {
    /// What went wrong with the encryption, as a clause for people.
    var clause: String {
        switch self {
        case .handshakeFailed(.sslError(let stack)): Self.clause(stack)
        case .handshakeFailed, .uncleanShutdown: "the server broke the connection"
        case .noCertificateToValidate, .unableToValidateCertificate:
            "the server's certificate is not one that can be checked"
        default: "the encryption failed (\(self))"
        }
    }

    /// The library tells its errors by their names alone: `…:OPENSSL_internal:NAME at FILE:LINE`.
    private static func clause(_ stack: NIOBoringSSLErrorStack) -> String {
        let names = stack.map { error in
            let text = error.description
            let end = text.firstRange(of: " at ")?.lowerBound ?? text.endIndex
            return text[..<end].split(separator: ":").last.map(String.init) ?? text
        }
        if stack.contains(.eofDuringHandshake) { return "the server broke the connection" }
        if names.contains("CERTIFICATE_VERIFY_FAILED") {
            return "the server's certificate is not trusted: nobody has signed it whom this client "
                + "trusts, or it is out of date"
        }
        if names.contains(where: ["WRONG_VERSION_NUMBER", "HTTP_REQUEST"].contains) {
            return "the server does not answer in TLS, perhaps because it expects plain HTTP"
        }
        return "the encryption failed (\(names.joined(separator: ", ")))"
    }
}

extension NIOSSLExtraError {
    /// What went wrong with the encryption, as a clause for people.
    var clause: String {
        switch self {
        case .failedToValidateHostname, .serverHostnameImpossibleToMatch:
            "the server's certificate is for another host name"
        default: "the encryption failed (\(self))"
        }
    }
}
