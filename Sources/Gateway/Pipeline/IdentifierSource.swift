/// Makes identifiers that no other has, for instant nodes and for items without an id.
///
/// A random beginning for each run of the program and a number: unique without asking the system for
/// randomness at each item. They are names, not secrets.
struct IdentifierSource: Sendable {
    private let beginning = String(UInt64.random(in: UInt64.min...UInt64.max), radix: 36)
    private var count: UInt64 = 0

    mutating func next() -> String {
        count += 1
        return "\(beginning)-\(String(count, radix: 36))"
    }
}
