/// Where the web connects.
extension Settings.HTTP {
    mutating func readListeners(from reader: inout SettingsReader) {
        listen = reader.addresses(of: "http.listen", example: "127.0.0.1:5280") ?? listen
        reader.read("http.socket_mode", into: &socketMode, as: .fileMode)
    }
}

extension Settings.HTTPS {
    init(from reader: inout SettingsReader) {
        self.init()
        listen = reader.addresses(of: "https.listen", example: "127.0.0.1:5281") ?? listen
        reader.read("https.certificate", into: &certificate, as: .pathOrNone)
        reader.read("https.key", into: &key, as: .pathOrNone)
        switch (certificate, key) {
        case (.some, .some): break
        case (nil, nil):
            if reader.isGiven("https.listen"), !reader.isGiven("https.certificate") {
                reader.reject(
                    "https.listen",
                    "has no effect without https.certificate and https.key; name their files")
            }
        case (.some, nil):
            reader.reject(
                "https.key", "is missing; name the file of the certificate's key, in PEM form")
        case (nil, .some):
            reader.reject(
                "https.certificate",
                "is missing; name the file of the certificate and those above it, in PEM form")
        }
    }

    /// Looks into the files, so that a bad certificate is told before anything is started.
    func checkFiles(_ reader: inout SettingsReader) {
        guard let files else { return }
        for fault in files.faults {
            switch fault {
            case .certificate: reader.reject("https.certificate", files.sentence(fault))
            case .key: reader.reject("https.key", files.sentence(fault))
            }
        }
    }
}

extension SettingsReader {
    /// nil: not given, or a problem.
    fileprivate mutating func addresses(of key: String, example: String) -> [ListenAddress]? {
        guard let addresses = list(of: key, as: .listenAddress(example: example)) else {
            return nil
        }
        guard addresses.isEmpty else { return addresses }
        if isGiven(key), problems.isEmpty { reject(key, "is empty; write \(example)") }
        return nil
    }
}
