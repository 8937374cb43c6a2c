/// A value that no log, error or debugger dump shows.
public struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The secret itself: hand it on, never print it.
    public let value: String

    /// Hides a value.
    public init(_ value: String) {
        self.value = value
    }

    /// The same for every secret.
    public var description: String { "(secret)" }
    /// As `description`.
    public var debugDescription: String { description }
    /// Without children: `dump` shows nothing.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
