import Testing

@testable import Journaling

@Suite("Netstrings")
struct NetstringsTests {
    @Test(
        "A list comes back as it was",
        arguments: [[], [""], ["a"], ["a,b", "1:", "", "ä\u{0}😀"]] as [[String]])
    func roundTrips(list: [String]) throws {
        #expect(try Netstrings.split(Netstrings.joined(list)) == list)
    }

    @Test(
        "What is no list is refused", arguments: ["a", "1", "1:", "1:a", "2:a,", "-1:a,", "1:ab"])
    func refuses(text: String) {
        #expect(throws: DamagedRow.self) { try Netstrings.split(text) }
    }
}
