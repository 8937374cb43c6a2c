import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(5)))
struct ServerAdversaryTests {
    /// `SLUICE_ADVERSARY_SEED` has one run replayed. Otherwise, beside those that are always the
    /// same, there is one that was never tried before.
    private static let seeds: [UInt64] = {
        let asked = ProcessInfo.processInfo.environment["SLUICE_ADVERSARY_SEED"]
        if let seed = asked.flatMap({ UInt64($0) }) { return [seed] }
        return Array(1...15) + [UInt64.random(in: 16...999_999)]
    }()

    @Test("No client misses anything, gets anything twice or late, or is not told of a gap")
    func runs() async throws {
        var cuts = 0
        var restarts = 0
        var gaps = 0
        var replays = 0
        for seed in Self.seeds {
            let report = try await Adversary.run(seed: seed)
            print("SLUICE_ADVERSARY_SEED=\(seed):", report)
            #expect(report.faults == [], "SLUICE_ADVERSARY_SEED=\(seed) replays it")
            cuts += report.cuts
            restarts += report.restarts
            gaps += report.gaps
            replays += report.replays
        }
        // An adversary who does no harm proves nothing.
        if Self.seeds.count > 1 {
            #expect(cuts > 0 && restarts > 0 && gaps > 0 && replays > 0)
        }
    }
}
