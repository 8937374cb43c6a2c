import Journaling
import PubSub
import Testing
import XMPP

@testable import Gateway

/// As many items as go into an answer, and hardly more of them read.
@Suite struct JournalReferencesTests {
    private let journal = RefusingJournal()

    @Test func `Large items are not read by the dozen for an answer that holds a few`() throws {
        let references = try publish(count: 60, bytes: 100_000)
        let (found, gone) = try journal.publications(of: references, maximumBytes: 384 * 1024)
        #expect(found.keys.sorted() == references.prefix(3).map(\.position))
        #expect(gone.isEmpty)
        #expect(journal.asked.count <= 6)
    }

    @Test func `One item is given, however large it is`() throws {
        let references = try publish(count: 2, bytes: 100_000)
        let (found, _) = try journal.publications(of: references, maximumBytes: 1000)
        #expect(Array(found.keys) == [references[0].position])
    }

    @Test func `Small items all come, and those that have gone are told apart`() throws {
        var references = try publish(count: 500, bytes: 10)
        let missing = Position(rawValue: 9999)
        references.insert(ItemReference(id: "gone", position: missing), at: 250)
        let (found, gone) = try journal.publications(of: references, maximumBytes: 384 * 1024)
        #expect(found.count == 500)
        #expect(gone == [missing])
        let page = ItemPage(references: references, index: 0, count: 501, isBackward: false)
        #expect(Reply.itemPage("n", page).without(gone).references.count == 500)
        #expect(Reply.items("n", references).without(gone).references.count == 500)
    }

    /// Gives where they are.
    private func publish(count: Int, bytes: Int) throws -> [ItemReference] {
        let text = String(repeating: "x", count: bytes)
        let entries = (1...count).map { number in
            let item = Item(
                id: ItemID(String(number)),
                payload: XMLFragment(name: "a", namespace: "b", text: text))
            return Entry(
                position: Position(rawValue: Int64(number)), time: Timestamp(milliseconds: 0),
                service: "s", change: .itemPublished("n", Publication(item: item)))
        }
        try journal.append(entries)
        return entries.map {
            ItemReference(id: ItemID(String($0.position.rawValue)), position: $0.position)
        }
    }
}
