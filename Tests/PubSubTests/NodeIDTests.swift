import Testing

@testable import PubSub

@Suite("Names of nodes and items")
struct NodeIDTests {
    @Test("They are equal, ordered and hashed by their bytes, whatever Unicode says of them")
    func bytes() {
        let (one, other): (NodeID, NodeID) = ("\u{E9}", "e\u{301}")
        #expect(one.description == other.description)
        #expect(one != other && other < one && !(one < other))
        #expect([one: 1, other: 2][one] == 1)
        #expect([one, other].firstIndex(of: other) == 1)
        // As many bytes, and the same characters: only the order of the marks differs.
        let (above, below): (ItemID, ItemID) = ("a\u{301}\u{323}", "a\u{323}\u{301}")
        #expect(above != below && Set([above, below]).count == 2)
        // SQLite's order, which is not that of UTF-16.
        #expect(NodeID("\u{FF5E}") < "\u{1F600}")
    }

    @Test(
        "A long name is equal to its copy, and not to one that ends otherwise", arguments: [5, 50])
    func copies(count: Int) {
        let text = String(repeating: "\u{E9}", count: count)
        #expect(NodeID(text) == NodeID(String(decoding: Array(text.utf8), as: UTF8.self)))
        #expect(NodeID(text) != NodeID(text + "\u{301}"))
        #expect(NodeID(text).hashValue == NodeID(String(text.unicodeScalars)).hashValue)
    }

    @Test("A difference is seen in whichever byte it lies")
    func everyByte() {
        for count in 0...33 {
            let text = [UInt8](repeating: 0x61, count: count)
            let name = NodeID(String(decoding: text, as: UTF8.self))
            #expect(name == NodeID(String(repeating: "a", count: count)))
            for place in 0..<count {
                var other = text
                other[place] = 0x62
                let different = NodeID(String(decoding: other, as: UTF8.self))
                #expect(name != different && name < different)
            }
        }
    }

    @Test("A message's id gives back its node, also one that begins with a combining mark")
    func messageIDs() {
        for node in ["news", "a:b", "\u{301}x", "e\u{301}", "\u{E9}"] as [NodeID] {
            for part in 0...1 {
                let id = NotificationID.text("17", part: part, node: node)
                #expect(NotificationID.node(in: id) == node)
            }
        }
    }
}
