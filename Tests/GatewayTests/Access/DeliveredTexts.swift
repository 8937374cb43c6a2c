import EventStream
import Fanout
import Journaling
import PubSub
import XMPP

@testable import Gateway

extension RoutesFixture {
    /// The items that a stream delivers up to the present: those that it begins with, and those that the
    /// hub has to send after its cursor.
    func texts(of stream: AcceptedStream) throws -> [String] {
        let reader = stream.reader(.socket(-1), head: .sent, framing: .none)
        let page = try journal.entries(
            after: reader.cursor, through: journal.head, of: stream.addresses,
            maximumBytes: 1 << 20)
        let encoder = FrameEncoder(epoch: stream.epoch, format: stream.format, framing: .none)
        let bytes = reader.preamble + page.entries.compactMap { encoder.frame($0) }.joined()
        var parser = EventParser()
        return try parser.parse(bytes).compactMap { signal in
            guard case .event(let event) = signal, event.event == nil else { return nil }
            return event.data
        }
    }
}

extension DataForm {
    static func accessModel(_ model: String) -> DataForm {
        DataForm(
            .submit, formType: Namespaces.nodeConfiguration,
            fields: [.init("pubsub#access_model", values: [model])])
    }
}
