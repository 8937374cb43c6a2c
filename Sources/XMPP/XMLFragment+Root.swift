// What a fragment says of its root, read from the serialisation without a parser: in what
// `XMLWriter` writes, `<` and `>` stand for nothing but tags, values stand in double quotes, and
// one space parts the attributes.
extension XMLFragment {
    /// The root's local name.
    public var name: String {
        scanningRoot { root in String(decoding: root.qualifiedName().local, as: UTF8.self) }
    }

    /// The root's namespace, `""` when it has none.
    public var namespace: String {
        scanningRoot { root in root.namespace() }
    }

    /// The text that stands directly in the root, unescaped; child elements and their text are left
    /// out.
    public var characterData: String {
        scanningRoot { root in root.characterData() }
    }

    private func scanningRoot(_ read: (inout RootScanner) -> String) -> String {
        var xml = xml
        return xml.withUTF8 { bytes in
            var scanner = RootScanner(bytes: bytes[...])
            return read(&scanner)
        }
    }
}

/// Reads the root element of a serialisation. On anything but our own writing it may find nothing,
/// but never traps.
private struct RootScanner {
    typealias Bytes = Slice<UnsafeBufferPointer<UInt8>>

    var bytes: Bytes

    /// The bytes up to the first one that fits, which stays.
    private mutating func take(until isEnd: (UInt8) -> Bool) -> Bytes {
        let end = bytes.firstIndex(where: isEnd) ?? bytes.endIndex
        defer { bytes = bytes[end...] }
        return bytes[..<end]
    }

    /// Goes past `<name` and gives its two halves.
    mutating func qualifiedName() -> (prefix: Bytes, local: Bytes) {
        bytes = bytes.dropFirst()
        let name = take {
            $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: "/")
        }
        guard let colon = name.firstIndex(of: UInt8(ascii: ":")) else {
            return (name.prefix(0), name)
        }
        return (name[..<colon], name[name.index(after: colon)...])
    }

    /// The namespace that the start tag binds its own prefix to.
    mutating func namespace() -> String {
        let prefix = qualifiedName().prefix
        let declaration =
            prefix.isEmpty ? "xmlns" : "xmlns:" + String(decoding: prefix, as: UTF8.self)
        while bytes.first == UInt8(ascii: " ") {
            bytes = bytes.dropFirst()
            let name = take { $0 == UInt8(ascii: "=") }
            bytes = bytes.dropFirst(2)
            let value = take { $0 == UInt8(ascii: "\"") }
            bytes = bytes.dropFirst()
            if name.elementsEqual(declaration.utf8) { return XMLEscaping.unescaped(value) }
        }
        return ""
    }

    /// The text at depth 1.
    mutating func characterData() -> String {
        var text = ""
        var depth = 0
        while !bytes.isEmpty {
            let tag = take { $0 == UInt8(ascii: ">") }
            bytes = bytes.dropFirst()
            if tag.dropFirst().first == UInt8(ascii: "/") {
                depth -= 1
            } else if tag.last != UInt8(ascii: "/") {
                depth += 1
            }
            let data = take { $0 == UInt8(ascii: "<") }
            if depth == 1, !data.isEmpty {
                text =
                    text.isEmpty ? XMLEscaping.unescaped(data) : text + XMLEscaping.unescaped(data)
            }
        }
        return text
    }
}
