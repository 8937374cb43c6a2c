import Testing

@testable import Gateway

/// When memory is given back. Sizes are in MB.
@Suite struct HeapReserveTests {
    /// What each look says.
    private func looks(_ reserve: inout HeapReserve, _ sizes: [Double]) -> [Bool] {
        sizes.map { reserve.isDue(resident: Int($0 * 1_048_576)) }
    }

    @Test func `After a burst, when memory has stopped growing, it is given back once`() {
        var reserve = HeapReserve(resident: 10 << 20)
        #expect(looks(&reserve, [10, 40, 70]) == [false, false, false])
        #expect(looks(&reserve, [70]) == [true])
        reserve.givenBack(resident: 30 << 20)
        #expect(looks(&reserve, [30, 30.1, 30]) == [false, false, false])
    }

    @Test func `What could not be given back is not tried again`() {
        var reserve = HeapReserve(resident: 10 << 20)
        #expect(looks(&reserve, [70, 70]) == [false, true])
        reserve.givenBack(resident: 70 << 20)
        #expect(looks(&reserve, [70, 70, 71]) == [false, false, false])
    }

    @Test func `A large heap is looked through for large growth alone`() {
        var reserve = HeapReserve(resident: 1600 << 20)
        #expect(looks(&reserve, [1690, 1690]) == [false, false])
        #expect(looks(&reserve, [1701, 1701]) == [false, true])
    }

    @Test func `Memory that goes by itself is where growth begins anew`() {
        var reserve = HeapReserve(resident: 70 << 20)
        #expect(looks(&reserve, [20, 24, 24]) == [false, false, true])
    }

    @Test func `The kernel tells what is resident`() throws {
        let before = try #require(ResidentMemory.now)
        let pages = [UInt8](repeating: 1, count: 64 << 20)
        let after = try #require(ResidentMemory.now)
        #expect(after - before > 32 << 20)
        #expect(pages[pages.count / 2] == 1)
    }
}
