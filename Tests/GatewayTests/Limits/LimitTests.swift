import PubSub
import Testing

@testable import Gateway

@Suite struct LimitTests {
    @Test(arguments: [(1, "one stream open"), (2, "2 streams open")])
    func `One stream is one, and more are many`(count: Int, text: String) {
        var limits = Settings.Limits()
        (limits.streams, limits.streamsPerNode) = (count, count)
        (limits.streamsPerAddress, limits.streamsPerToken) = (count, count)
        for limit in [Limit.streams, .streamsPerAddress, .streamsPerToken, .streamsPerNode] {
            let problem = Problem.limited(by: limit, limits, after: nil, node: "news")
            #expect(problem.detail.contains(" has \(text), as many as it may."))
        }
    }
}
