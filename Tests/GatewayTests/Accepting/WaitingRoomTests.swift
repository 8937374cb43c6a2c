import Testing

@testable import Gateway

@Suite struct WaitingRoomTests {
    @Test func `Whose time is over is told once, in the order of arrival`() {
        var room = WaitingRoom(patience: 100)
        for (number, moment) in [(1, 0), (2, 10), (3, 20)] {
            room.enter(UInt64(number), at: Int64(moment))
        }
        #expect(room.wait(at: 5) == 95)
        #expect(room.overdue(at: 99) == [])
        #expect(room.overdue(at: 110) == [1, 2])
        #expect(room.overdue(at: 110) == [])
        #expect(room.wait(at: 110) == 10)
        #expect(room.overdue(at: 500) == [3])
        #expect(room.wait(at: 500) == nil)
    }

    @Test func `Who has left is not waited for, and nothing of it is kept`() {
        var room = WaitingRoom(patience: 100)
        for number in 1...1000 { room.enter(UInt64(number), at: 0) }
        for number in 1...999 { room.leave(UInt64(number)) }
        #expect(room.count == 1)
        #expect(room.turnsKept == 1)
        #expect(room.overdue(at: 100) == [1000])
        #expect(room.turnsKept == 0)
        room.leave(7)
        #expect(room.wait(at: 0) == nil)
    }
}
