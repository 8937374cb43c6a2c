/// A value that is its text, byte by byte.
///
/// Swift takes two strings for equal that are canonically equivalent (Unicode §3.7): `é` may be one
/// code point or two. XMPP, XML, SQLite and URLs compare what is written. Names that are equal here
/// and different on the disk would be one node now, and two after a restart: so names and addresses
/// are equal, ordered and hashed by their UTF-8 bytes, and are never compared as strings.
public protocol ExactText: Sendable, Hashable, Comparable, CustomStringConvertible {}

extension ExactText {
    /// Whether both have the same bytes.
    @inlinable
    public static func == (one: Self, other: Self) -> Bool {
        one.description.isExactly(other.description)
    }

    /// The order of the bytes: that of the code points, and of SQLite.
    @inlinable
    public static func < (one: Self, other: Self) -> Bool {
        one.description.utf8.lexicographicallyPrecedes(other.description.utf8)
    }

    /// Hashes the bytes, and one that no text holds: what follows is not taken for a part of it.
    @inlinable
    public func hash(into hasher: inout Hasher) {
        var text = description
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(0xFF as UInt8)
    }
}

extension String {
    /// Whether both have the same bytes, as `==` does not ask: for two texts from outside, such as
    /// the names of namespaces. A text of ASCII alone has no other spelling.
    @inlinable
    public func isExactly(_ other: String) -> Bool {
        // Different strings differ in bytes too: only those that are equal need the second look.
        self == other && utf8.elementsEqual(other.utf8)
    }
}
