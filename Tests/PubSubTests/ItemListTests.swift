import Seeding
import Testing
import XMPP

@testable import PubSub

@Suite("ItemList", .serialized)
struct ItemListTests {
    @Test("It is what a plain list would be, short or long", arguments: [5, 60, 400])
    func model(names: Int) throws {
        var generator = SeededGenerator(seed: UInt64(names))
        let publishers = try (0..<40).map { try JID("publisher\($0)@example.org") }
        var list = ItemList()
        var model: [ItemReference] = []
        for step in 1...3000 {
            let id: ItemID = "\(generator.next() % UInt64(names))"
            switch generator.next() % 5 {
            case 0:
                list.remove(id)
                model.removeAll { $0.id == id }
            case 1 where model.count > names / 2:
                let oldest = list.oldest(1, except: [])
                #expect(oldest == [model[0].id])
                list.remove(oldest[0])
                model.removeFirst()
            default:
                let reference = ItemReference(
                    id: id, position: Position(rawValue: Int64(step)),
                    publisher: generator.chance(in: 5) ? nil : generator.pick(publishers),
                    time: Timestamp(milliseconds: Int64(step)),
                    created: Position(rawValue: Int64(step / 2)))
                list.append(reference)
                model.removeAll { $0.id == id }
                model.append(reference)
            }
            #expect(list.count == model.count)
            #expect(list[id] == model.first { $0.id == id })
            #expect(list.newest(3) == model.suffix(3))
        }
        #expect(list.all == model)
        #expect(
            list.published(before: Timestamp(milliseconds: 2900)).count
                == model.prefix { $0.time.milliseconds < 2900 }.count)
        list.removeAll()
        #expect(list.all.isEmpty && list["1"] == nil)
    }

    @Test("Many publishers in turn leave no more texts behind than twice the items")
    func publishersInTurn() throws {
        let publishers = try (0..<40).map { try JID("publisher\($0)@example.org") }
        var list = ItemList()
        for step in 1...5000 {
            list.append(
                ItemReference(
                    id: ItemID(String(step % 30)), position: Position(rawValue: Int64(step)),
                    publisher: publishers[step % 40]))
            #expect(list.publisherCount <= 2 * 30 + 25)
        }
        #expect(list.newest(1).first?.publisher == publishers[0])
        #expect(list.all.map(\.publisher) == (4971...5000).map { publishers[$0 % 40] })
    }

    @Test("A page is the same by publication and by an order that means the same", arguments: 0..<4)
    func pages(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var list = ItemList()
        for position in 1...40 {
            list.append(
                ItemReference(
                    id: "\(generator.next() % 60)", position: Position(rawValue: Int64(position))))
        }
        for _ in 0..<200 {
            let id: ItemID = "\(generator.next() % 60)"
            let place: PageRequest.Place = generator.pick([
                .start, .end, .after(id), .before(id), .index(Int(generator.next() % 50)),
            ])
            let request = PageRequest(place, maximumCount: generator.pick([nil, 0, 1, 7, 100]))
            let plain = Result { try list.page(request, newest: nil, ItemOrder()) }
            let other = Result { try list.page(request, newest: 1000, ItemOrder()) }
            switch (plain, other) {
            case (.success(let one), .success(let two)): #expect(one == two)
            case (.failure, .failure): #expect(list[id] == nil)
            default: Issue.record("\(request): \(plain), \(other)")
            }
        }
    }
}
