import Glibc

/// Times an operation, and counts what it allocates where the process was started with
/// `allocations.so` in LD_PRELOAD.
enum Stopwatch {
    /// Which time counts: all of it, or what the process's threads were busy.
    enum Kind {
        case wall, cpu
    }

    private typealias Counter = @convention(c) () -> UInt64

    private static let counter: Counter? = {
        dlsym(nil, "count_of_allocations").map { unsafeBitCast($0, to: Counter.self) }
    }()

    /// Runs an operation often enough to be timed, in five rounds, and prints the median of an
    /// operation and the spread.
    ///
    /// - Parameters:
    ///   - unit: how many things one call does.
    static func measure(
        _ name: String, unit: Int = 1, of kind: Kind = .wall, _ operation: () throws -> Void
    ) rethrows {
        try operation()
        var count = 1
        while case let time = try seconds(count, kind, operation), time < 0.1 {
            count = max(count * 2, Int(Double(count) * 0.12 / max(time, 1e-6)))
        }
        let allocated = counter?() ?? 0
        var rounds = [try seconds(count, kind, operation)]
        let allocations = Double((counter?() ?? 0) - allocated) / Double(count * unit)
        for _ in 1..<5 { rounds.append(try seconds(count, kind, operation)) }
        let each = rounds.map { $0 / Double(count * unit) * 1e6 }.sorted()
        print(
            name.padded(to: 52), each[2].short, "us", "(\(each[0].short) - \(each[4].short))",
            counter == nil ? "" : "\(allocations.short) allocations")
    }

    private static func seconds(
        _ count: Int, _ kind: Kind, _ operation: () throws -> Void
    ) rethrows -> Double {
        let begin = now(kind)
        for _ in 0..<count { try operation() }
        return now(kind) - begin
    }

    private static func now(_ kind: Kind) -> Double {
        var time = timespec()
        switch kind {
        case .wall: clock_gettime(CLOCK_MONOTONIC, &time)
        case .cpu: clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        }
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}

extension Double {
    /// With two digits after the point.
    fileprivate var short: String {
        let hundredths = Int((self * 100).rounded())
        let rest = String(hundredths % 100)
        return "\(hundredths / 100).\(rest.count < 2 ? "0" : "")\(rest)"
    }
}
