import Foundation
public import Logging

/// Writes a line for each record on standard error: `time level message key=value`.
///
/// A record is one line whatever a peer has put into it, so that nobody forges a second one.
public struct LineLogHandler: LogHandler {
    /// The least severe level that is written.
    public var logLevel: Logger.Level
    /// Added to each record.
    public var metadata: Logger.Metadata = [:]
    /// Asked for each record.
    public var metadataProvider: Logger.MetadataProvider?

    /// Writes records of a level and of those above.
    public init(level: Logger.Level) {
        self.logLevel = level
    }

    /// One value that is added to each record.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one record, with one system call.
    public func log(event: LogEvent) {
        let line = Array((line(of: event, at: Date()) + "\n").utf8)
        _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    func line(of event: LogEvent, at time: Date) -> String {
        let time = time.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        var line = "\(time) \(event.level) \(Self.printable("\(event.message)"))"
        var values = metadata
        values.merge(metadataProvider?.get() ?? [:]) { $1 }
        values.merge(event.metadata ?? [:]) { $1 }
        if let error = event.error { values["error"] = "\(error)" }
        for (key, value) in values.sorted(by: { $0.key < $1.key }) {
            line += " \(Self.printable(key))=\(Self.quoted("\(value)"))"
        }
        return line
    }

    /// Control characters as escapes: a line end would begin a forged record, and a terminal obeys
    /// some of the others.
    private static func printable(_ text: String, escaping more: Set<Unicode.Scalar> = []) -> String
    {
        var printable = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .format:
                printable += scalar.escaped(asASCII: true)
            default:
                if more.contains(scalar) { printable += "\\" }
                printable.unicodeScalars.append(scalar)
            }
        }
        return printable
    }

    /// In quotation marks where it would not be one word.
    private static func quoted(_ text: String) -> String {
        let isWord = !text.isEmpty && !text.contains { " \"=\\".contains($0) }
        return isWord ? printable(text) : "\"\(printable(text, escaping: ["\"", "\\"]))\""
    }
}
