/// Makes the names of journals.
enum Epoch {
    /// 48 random bits as 12 hex digits: short, because every event on the wire carries them, and
    /// long enough that a journal which replaces another is never taken for it.
    static func random() -> String {
        let digits = String(UInt64.random(in: 0..<1 << 48), radix: 16)
        return String(repeating: "0", count: 12 - digits.count) + digits
    }
}
