import XMPP

/// What the recipients of broadcasts take in memory. As long as nobody comes or goes, all broadcasts
/// of a node share one array of them, which is counted once.
struct SharedAudiences: Sendable {
    /// How many broadcasts hold each array, by where it lies: nothing else can lie there meanwhile.
    private var holders: [UInt: Int] = [:]
    private(set) var bytes = 0

    mutating func add(_ recipients: [JID]) {
        let address = Self.address(of: recipients)
        if holders[address] == nil { bytes += Self.bytes(of: recipients) }
        holders[address, default: 0] += 1
    }

    mutating func remove(_ recipients: [JID]) {
        let address = Self.address(of: recipients)
        guard let count = holders[address] else { return }
        holders[address] = count > 1 ? count - 1 : nil
        if count == 1 { bytes -= Self.bytes(of: recipients) }
    }

    private static func address(of recipients: [JID]) -> UInt {
        recipients.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
    }

    private static func bytes(of recipients: [JID]) -> Int {
        recipients.count * MemoryLayout<JID>.stride
    }
}
