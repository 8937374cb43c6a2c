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
        var (one, two) = (one.description, other.description)
        return one.withUTF8 { one in two.withUTF8 { one.lexicographicallyPrecedes($0) } }
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
        guard utf8.count == other.utf8.count else { return false }
        var (one, two) = (self, other)
        return one.withUTF8 { one in
            two.withUTF8 {
                String.areEqual(UnsafeRawBufferPointer(one), UnsafeRawBufferPointer($0))
            }
        }
    }

    /// Whether two buffers of one length are equal. Every look-up of a name compares: byte by byte that
    /// takes twice as long.
    @inlinable
    static func areEqual(_ one: UnsafeRawBufferPointer, _ other: UnsafeRawBufferPointer) -> Bool {
        var place = 0
        while place + 8 <= one.count {
            let mine = one.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            let theirs = other.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            guard mine == theirs else { return false }
            place += 8
        }
        return one[place...].elementsEqual(other[place...])
    }
}
