extension Format<Duration> {
    /// A whole number and its unit, such as `15s` or `7d`.
    static func duration(_ range: ClosedRange<Duration>) -> Format {
        Format { text throws(Misfit) in
            guard let duration = Duration(quantity: text) else {
                throw Misfit("is not a duration; write a number and ms, s, m, h or d, such as 15s")
            }
            guard range.contains(duration) else {
                let (least, most) = (range.lowerBound.quantity, range.upperBound.quantity)
                throw Misfit("is not between \(least) and \(most)")
            }
            return duration
        }
    }
}

extension Format<Int> {
    /// A whole number and its unit, such as `64MiB`.
    static func bytes(_ range: ClosedRange<Int>) -> Format {
        Format { text throws(Misfit) in
            guard let bytes = ByteCount(quantity: text)?.bytes else {
                throw Misfit("is not a size; write a number and B, KiB, MiB or GiB, such as 64MiB")
            }
            guard range.contains(bytes) else {
                let least = ByteCount(bytes: range.lowerBound)
                let most = ByteCount(bytes: range.upperBound)
                throw Misfit("is not between \(least) and \(most)")
            }
            return bytes
        }
    }
}
