/// Checks that a text is JSON (RFC 8259 §2) without building anything from it: what is published is kept
/// byte for byte, so only its form matters.
public struct JSONSyntax {
    /// What is wrong, and where.
    public struct Fault: Error, Hashable {
        /// Counts bytes from 0.
        public var offset: Int
        /// A part of a sentence, for the person who wrote the text.
        public var reason: String
    }

    /// Arrays and objects nested deeper would exhaust the readers' parsers.
    public static let maximumDepth = 512

    private let bytes: UnsafeBufferPointer<UInt8>
    private var index = 0

    /// Whether the text is one JSON value with white space around it at most.
    public static func accepts(_ text: String) -> Bool {
        do throws(Fault) {
            try check(text)
            return true
        } catch {
            return false
        }
    }

    /// - Throws: the first fault.
    public static func check(_ text: String) throws(Fault) {
        var text = text
        let fault: Fault? = text.withUTF8 { bytes in
            var syntax = JSONSyntax(bytes: bytes)
            do throws(Fault) {
                try syntax.document()
                return nil
            } catch {
                return error
            }
        }
        if let fault { throw fault }
    }

    private init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// What may follow: a loop and not recursion, so that depth costs no stack.
    private enum Expectation {
        case value
        case valueOrEnd
        case name
        case nameOrEnd
        case commaOrEnd
    }

    private mutating func document() throws(Fault) {
        var open: [UInt8] = []
        var expectation = Expectation.value
        skipSpace()
        while true {
            switch expectation {
            case .valueOrEnd where next == Self.bracketEnd, .nameOrEnd where next == Self.braceEnd,
                .commaOrEnd where next != nil && next == open.last:
                open.removeLast()
                index += 1
                expectation = .commaOrEnd
            case .value, .valueOrEnd:
                expectation = try value(&open)
            case .name, .nameOrEnd:
                try string(as: "a name in double quotes")
                skipSpace()
                guard next == UInt8(ascii: ":") else { throw fault("a colon is missing") }
                index += 1
                expectation = .value
            case .commaOrEnd:
                guard next == UInt8(ascii: ",") else {
                    throw fault("a comma or the end is missing")
                }
                index += 1
                expectation = open.last == Self.braceEnd ? .name : .value
            }
            skipSpace()
            if open.isEmpty, expectation == .commaOrEnd { break }
        }
        guard next == nil else { throw fault("something follows the value") }
    }

    private mutating func value(_ open: inout [UInt8]) throws(Fault) -> Expectation {
        switch next {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard open.count < Self.maximumDepth else {
                throw fault("more than \(Self.maximumDepth) levels")
            }
            let isObject = next == UInt8(ascii: "{")
            open.append(isObject ? Self.braceEnd : Self.bracketEnd)
            index += 1
            return isObject ? .nameOrEnd : .valueOrEnd
        case UInt8(ascii: "\""): try string(as: "a value")
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        default: try number()
        }
        return .commaOrEnd
    }

    private mutating func word(_ word: StaticString) throws(Fault) {
        for offset in 0..<word.utf8CodeUnitCount {
            guard next == word.utf8Start[offset] else { throw fault("a value is missing") }
            index += 1
        }
    }

    private mutating func string(as what: String) throws(Fault) {
        guard next == UInt8(ascii: "\"") else { throw fault("\(what) is missing") }
        index += 1
        while let byte = next {
            index += 1
            if byte == UInt8(ascii: "\"") { return }
            if byte < 0x20 {
                index -= 1
                throw fault("a control character stands unescaped in a string")
            }
            if byte == UInt8(ascii: "\\") { try escape() }
        }
        throw fault("a string has no end")
    }

    private mutating func escape() throws(Fault) {
        switch next {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            index += 1
        case UInt8(ascii: "u"):
            index += 1
            for _ in 0..<4 {
                guard let digit = next, Character(Unicode.Scalar(digit)).isHexDigit else {
                    throw fault("\\u needs four hexadecimal digits")
                }
                index += 1
            }
        default: throw fault("a backslash escapes nothing")
        }
    }

    private mutating func number() throws(Fault) {
        if next == UInt8(ascii: "-") { index += 1 }
        if next == UInt8(ascii: "0") { index += 1 } else { try digits(or: "a value is missing") }
        if next == UInt8(ascii: ".") {
            index += 1
            try digits(or: "a digit is missing after the point")
        }
        guard next == UInt8(ascii: "e") || next == UInt8(ascii: "E") else { return }
        index += 1
        if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { index += 1 }
        try digits(or: "a digit is missing in the exponent")
    }

    private mutating func digits(or reason: String) throws(Fault) {
        let start = index
        while let byte = next, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { index += 1 }
        guard index > start else { throw fault(reason) }
    }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            index += 1
        }
    }

    private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    private func fault(_ reason: String) -> Fault { Fault(offset: index, reason: reason) }

    private static let braceEnd = UInt8(ascii: "}")
    private static let bracketEnd = UInt8(ascii: "]")
}
