import Foundation

extension Format<String> {
    /// A folder that this user can write, or make.
    static let writableFolder = Format { text throws(Misfit) in
        if let reason = obstacle(atFolder: text) { throw Misfit(reason) }
        return text
    }

    /// Why no data can be kept in a folder; nil: it can.
    static func obstacle(atFolder path: String) -> String? {
        guard !path.isEmpty else { return "is not a folder's path" }
        var folder = URL(filePath: path).standardizedFileURL
        var isFolder: ObjCBool = false
        while !FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder) {
            folder.deleteLastPathComponent()
        }
        guard isFolder.boolValue else {
            return "cannot be a folder: \(folder.path) is a file"
        }
        guard access(folder.path, W_OK) != 0 else { return nil }
        return errno == EROFS
            ? "cannot be used: the file system of \(folder.path) is read-only; name a folder elsewhere"
            : "cannot be used: this user may not write in \(folder.path)"
    }
}

extension Format<String?> {
    /// A file's path, or `none`.
    static let pathOrNone = Format(or: "is neither a file's path nor 'none'") { text in
        text.isEmpty ? nil : .some(text == "none" ? nil : text)
    }
}

extension Format<UInt32> {
    /// The rights of a file, as chmod(1) takes them.
    static let fileMode = Format(or: "is not a file's mode, for instance 660") { text in
        UInt32(text, radix: 8).flatMap { (0o600...0o777).contains($0) ? $0 : nil }
    }
}

extension Format<Secret> {
    /// The secret itself.
    static let secret = Format(or: "is not one line of text") { text in
        let hasControls = text.unicodeScalars.contains { $0.properties.generalCategory == .control }
        return text.isEmpty || hasControls ? nil : Secret(text)
    }

    /// The path of a file that has the secret in its first line.
    static let secretFile = Format { path throws(Misfit) in
        guard let text = try? String(contentsOf: URL(filePath: path), encoding: .utf8) else {
            throw Misfit("is not a text file that this user may read")
        }
        let line = text.prefix { !$0.isNewline }
        guard let secret = try? secret.parse(String(line)) else {
            throw Misfit("is a file without a secret in its first line")
        }
        return secret
    }
}
