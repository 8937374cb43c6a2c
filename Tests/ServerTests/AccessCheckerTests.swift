import EventStream
import Testing

/// What the checker of rights has to find.
@Suite struct AccessCheckerTests {
    private static let present = 0...0
    private static let gone = 1...1
    private static let back = 2...2

    /// A right that ended at 5, and was given back at 8.
    private func faults(
        _ happenings: [ClientLog.Happening], proof: Plan.Proof = .bearer(.romeo)
    ) async throws -> [String] {
        let right = Right(isGrantedAtFirst: true)
        try await right.set(false) { 5 }
        try await right.set(true) { 8 }
        var checker = AccessChecker(
            Plan(nodes: ["a"], items: 0, proof: proof, right: right))
        for happening in happenings { checker.take(happening) }
        return checker.faults
    }

    private static func event(_ position: Int64) -> ClientLog.Happening {
        .event(ServerSentEvent(data: "text", id: "e-\(position)"))
    }

    private static func refused(
        _ status: Int, _ span: Right.Span, isStale: Bool = false
    ) -> ClientLog.Happening {
        .refused(status: status, span, isStale: isStale)
    }

    @Test("A log without a fault has none")
    func good() async throws {
        let log: [ClientLog.Happening] = [
            .opened(Self.present), Self.event(5), Self.refused(403, Self.gone),
            Self.refused(403, 1...2), Self.refused(401, Self.gone, isStale: true),
            .opened(1...2), Self.event(6), Self.event(9), .opened(Self.back), Self.event(10),
        ]
        #expect(try await faults(log) == [])
        #expect(try await faults([Self.refused(401, Self.gone)], proof: .nothing) == [])
        #expect(try await faults([Self.refused(401, Self.present)], proof: .ticket(.romeo)) == [])
    }

    @Test(
        "Each fault is found",
        arguments: [
            ("let in without a right", [.opened(gone)]),
            ("a stream that outlives the right", [.opened(present), event(5), event(6)]),
            ("a stream that outlives it, and its return", [.opened(present), event(9)]),
            ("refused with a right", [refused(403, present)]),
            ("refused for what is valid", [refused(401, present)]),
            ("told that it is not there", [refused(404, gone)]),
            ("told that the server is broken", [refused(500, gone)]),
        ] as [(String, [ClientLog.Happening])])
    func bad(name: String, log: [ClientLog.Happening]) async throws {
        #expect(try await faults(log) != [])
    }
}
