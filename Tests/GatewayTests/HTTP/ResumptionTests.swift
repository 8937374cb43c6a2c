import Fanout
import PubSub
import Testing

@testable import Gateway

@Suite struct ResumptionTests {
    @Test(arguments: [
        (nil, Resumption.fresh),
        ("e-5", .resumed(Position(rawValue: 5))),
        ("e-9", .resumed(Position(rawValue: 9))),
        ("e-4", .gap(.closed)),
        ("e-3", .gap(.closed)),
        ("e-2", .gap(.expired)),
        ("e-0", .gap(.expired)),
        ("e-10", .gap(.unknown)),
        ("f-5", .gap(.epoch)),
        ("5", .gap(.unknown)),
        ("e-", .gap(.unknown)),
        ("e--1", .gap(.epoch)),
        ("e-99999999999999999999", .gap(.unknown)),
        ("e-5 ", .gap(.unknown)),
        ("-", .gap(.unknown)),
        ("\u{0}", .gap(.unknown)),
    ])
    func `A cursor is resumed only where nothing can be missing, or is not the reader's`(
        id: String?, expected: Resumption
    ) {
        let resumption = Resumption(
            lastEventID: id, epoch: "e", head: Position(rawValue: 9),
            floor: HistoryFloor(expired: Position(rawValue: 3), closed: Position(rawValue: 5)))
        #expect(resumption == expected)
    }
}
