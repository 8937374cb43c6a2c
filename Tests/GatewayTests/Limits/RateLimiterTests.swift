import Testing

@testable import Gateway

@Suite struct RateLimiterTests {
    private let second: Int64 = 1_000_000

    @Test func `A period's worth may be spent at once, and comes back evenly`() {
        var limiter = RateLimiter<Int>(Rate(count: 5, per: .seconds(1)))
        for _ in 0..<5 { #expect(limiter.spend(1, at: 0) == nil) }
        #expect(limiter.spend(1, at: 0) == .milliseconds(200))
        #expect(limiter.spend(1, at: second / 10) == .milliseconds(100))
        #expect(limiter.spend(1, at: second / 5) == nil)
        #expect(limiter.spend(1, at: second / 5) == .milliseconds(200))
        #expect(limiter.spend(2, at: second / 5) == nil)
        for _ in 0..<5 { #expect(limiter.spend(1, at: 10 * second) == nil) }
        #expect(limiter.spend(1, at: 10 * second) != nil)
    }

    @Test func `Who waits as long as it is told is let through`() {
        var limiter = RateLimiter<Int>(Rate(count: 3, per: .seconds(60)))
        var now: Int64 = 0
        for _ in 0..<20 {
            if let wait = limiter.spend(1, at: now) {
                now += wait.microseconds
                #expect(limiter.spend(1, at: now) == nil)
            }
        }
        #expect(now == 340 * second)
    }

    @Test(arguments: [(1, 1), (7, 60), (1000, 1), (100_000, 3600)])
    func `Nobody gets more than the rate and one period's worth`(count: Int, seconds: Int) {
        let rate = Rate(count: count, per: .seconds(seconds))
        var limiter = RateLimiter<Int>(rate)
        var spent = 0
        let end = rate.period.microseconds * 3
        for moment in stride(from: Int64(0), through: end, by: Int64.Stride(max(1, end / 5000))) {
            for _ in 0..<(count / 500 + 2) where limiter.spend(1, at: moment) == nil { spent += 1 }
        }
        #expect(spent <= 4 * count + 1)
        #expect(spent >= 3 * count)
    }

    @Test func `Keys that have spent nothing are not kept, and memory is bounded`() {
        var limiter = RateLimiter<Int>(Rate(count: 1, per: .seconds(1)), maximumKeys: 3000)
        for key in 0..<100_000 { #expect(limiter.spend(key, at: Int64(key) * 1000) == nil) }
        #expect(limiter.keys <= 3000)
        for key in 200_000..<300_000 { #expect(limiter.spend(key, at: 200 * second) == nil) }
        #expect(limiter.keys == 3000)
        #expect(limiter.spend(200_001, at: 200 * second) != nil)
    }

    @Test(arguments: ["20/s", "600/m", "1000/h"])
    func `A rate is written as it is read`(text: String) {
        #expect(Rate(text)?.description == text)
    }

    @Test(arguments: ["", "20", "/s", "0/s", "-1/s", "20/", "20/d", "20/s/s", "x/s", "2000000/s"])
    func `What is no rate is refused`(text: String) {
        #expect(Rate(text) == nil)
    }
}
