import Logging

/// Hands each record over as `level: message`.
struct LineCollector: LogHandler {
    let receive: @Sendable (String) -> Void
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]

    init(receive: @escaping @Sendable (String) -> Void) {
        self.receive = receive
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        receive("\(event.level): \(event.message)")
    }
}
