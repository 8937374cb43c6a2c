/// What a row holds is nothing that Sluice writes.
struct DamagedRow: Error {
    let detail: String

    static func unwrap<Value>(_ value: Value?, _ detail: String) throws(DamagedRow) -> Value {
        guard let value else { throw DamagedRow(detail: detail) }
        return value
    }
}
