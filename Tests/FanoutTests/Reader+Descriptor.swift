import Fanout
import PubSub

extension Reader {
    /// A reader with a socket.
    init(
        descriptor: Int32, selection: Selection, cursor: Position, openedAt: Position,
        preamble: [UInt8], standings: [Standing] = [], expiry: StreamExpiry? = nil,
        account: Int32? = nil, poll: Poll? = nil
    ) {
        self.init(
            output: .socket(descriptor), selection: selection, cursor: cursor, openedAt: openedAt,
            preamble: preamble, standings: standings, expiry: expiry, account: account, poll: poll)
    }
}
