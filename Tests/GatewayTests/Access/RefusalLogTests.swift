import Logging
import Synchronization
import Testing

@testable import Gateway

@Suite struct RefusalLogTests {
    private final class Scene: Sendable {
        let lines = Mutex<[String]>([])
        let now = Mutex<Int64>(0)
    }

    @Test func `Who shows nonsense again and again gets few lines, and the rest are counted`() {
        let scene = Scene()
        let sender = NetworkAddress("2001:DB8:0::1")
        let logger = Logger(label: "test") { _ in
            LineCollector { line in scene.lines.withLock { $0.append(line) } }
        }
        let log = RefusalLog(logger) { scene.now.withLock { $0 } }
        let most = RefusalLog.rate.count
        for _ in 0..<most + 7 { log.note(.wrong, of: "a.example", from: sender) }
        #expect(scene.lines.withLock { $0.count } == most)
        log.note(.wrong, of: "b.example", from: nil)
        #expect(scene.lines.withLock { $0.count } == most + 1)
        scene.now.withLock { $0 = 1_000_000 }
        for _ in 0..<2 { log.note(.empty, of: "a.example", from: sender) }
        #expect(
            scene.lines.withLock { $0.suffix(2) } == [
                "info: a token for a.example from 2001:db8::1 was refused: it has no sub and grants "
                    + "nothing (and 7 others before it, for which no line was left)",
                "info: a token for a.example from 2001:db8::1 was refused: it has no sub and grants "
                    + "nothing",
            ])
    }
}
