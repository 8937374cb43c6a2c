/// A whole number followed by a unit, as configuration writes durations and sizes.
struct Quantity {
    /// In multiples of the smallest unit.
    var amount: Int

    /// nil: not a number with one of the units, or more than an Int holds.
    init?(_ text: String, units: [(name: String, size: Int)]) {
        let digits = text.prefix { ("0"..."9").contains($0) }
        let name = text.dropFirst(digits.count).drop { $0 == " " }
        guard let number = Int(digits), let unit = units.first(where: { $0.name == name })
        else { return nil }
        let (amount, isTooBig) = number.multipliedReportingOverflow(by: unit.size)
        guard !isTooBig else { return nil }
        self.amount = amount
    }

    /// The number in the greatest unit that divides it.
    static func text(of amount: Int, units: [(name: String, size: Int)]) -> String {
        let unit = units.last { amount.isMultiple(of: $0.size) && amount >= $0.size } ?? units[0]
        return "\(amount / unit.size)\(unit.name)"
    }
}

extension Duration {
    private static let units = [
        ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]

    /// Reads `15s`; the units are ms, s, m, h and d.
    init?(quantity text: String) {
        guard let quantity = Quantity(text, units: Self.units) else { return nil }
        self = .milliseconds(quantity.amount)
    }

    /// As `init(quantity:)` reads it, to the millisecond.
    var quantity: String {
        let (seconds, attoseconds) = components
        let milliseconds = Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
        return Quantity.text(of: milliseconds, units: Self.units)
    }
}

/// A size in bytes with the units that configuration writes.
struct ByteCount: CustomStringConvertible {
    var bytes: Int

    private static let units = [("B", 1), ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)]

    init(bytes: Int) {
        self.bytes = bytes
    }

    /// Reads `64MiB`; the units are B, KiB, MiB and GiB.
    init?(quantity text: String) {
        guard let quantity = Quantity(text, units: Self.units) else { return nil }
        self.bytes = quantity.amount
    }

    var description: String { Quantity.text(of: bytes, units: Self.units) }
}
