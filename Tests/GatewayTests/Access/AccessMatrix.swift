import Fanout
import HTTPTypes
import PubSub

@testable import Gateway

/// The tables that `AccessMatrixTests` compares every cell with: they say once more, in other words, who
/// may read, and what.
enum AccessMatrix {
    static let models = ["open", "whitelist", "authorize"]
    static let standings = [
        "none", "member", "publisher", "publish-only", "owner", "outcast", "subscribed", "pending",
    ]
    /// Who may read, of those with a name.
    private static let readers: [String: Set<String>] = [
        "open": ["none", "member", "publisher", "owner", "subscribed", "pending"],
        "whitelist": ["member", "publisher", "owner"],
        "authorize": ["member", "publisher", "owner", "subscribed"],
    ]

    /// What the node has behind it.
    enum History: String, CaseIterable {
        /// It was as it is, and has one item.
        case always
        /// It had another access model when it got two items, one of which is retracted.
        case closedBefore
        /// A node of the same name was there before, and had an item.
        case madeAnew
    }

    enum Shown: String, CaseIterable {
        case nothing, name, grantAndName, grant, grantElsewhere, publishToken
        case expired, wrongKey, unsigned

        func token() async throws -> String? {
            let juliet = "juliet@example.org"
            return switch self {
            case .nothing: nil
            case .name: try await TokenMint.token(sub: juliet)
            case .grantAndName: try await TokenMint.token(sub: juliet, read: ["*"])
            case .grant: try await TokenMint.token(read: ["new*", "second"])
            case .grantElsewhere: try await TokenMint.token(read: ["weather"])
            case .publishToken: RoutesFixture.token
            case .expired: try await TokenMint.token(sub: juliet, read: ["*"], seconds: -1)
            case .wrongKey: try await TokenMint.token(read: ["*"], secret: "x" + TokenMint.secret)
            case .unsigned: "eyJhbGciOiJub25lIn0.eyJleHAiOjI3MDAwMDAwMDB9."
            }
        }
    }

    enum Way: String, CaseIterable {
        case stream, snapshot, severalNodes, awaited, poll, cookie, ticket
        /// With the cursor of who has everything but the last item.
        case resume, pollOn
        /// With a cursor that nobody was given: the journal's beginning.
        case forged, forgedForSeveral, forgedAwaited, forgedPoll, forgedTicket

        var target: String {
            switch self {
            case .stream, .resume, .cookie, .ticket, .forged, .forgedTicket: "/eventsource/news"
            case .snapshot: "/eventsource/news?items=5"
            case .severalNodes: "/eventsource?node=second&node=news&items=5"
            case .forgedForSeveral: "/eventsource?node=second&node=news"
            case .awaited, .forgedAwaited: "/eventsource/news?wait"
            case .poll, .pollOn, .forgedPoll: "/eventsource/news?poll"
            }
        }

        var hasTicket: Bool { [.ticket, .forgedTicket].contains(self) }

        var isForged: Bool {
            [.forged, .forgedForSeveral, .forgedAwaited, .forgedPoll, .forgedTicket].contains(self)
        }
    }

    static func status(
        _ model: String, _ standing: String, _ shown: Shown, _ way: Way
    ) -> HTTPResponse.Status {
        switch shown {
        case .expired, .wrongKey, .unsigned: .unauthorized
        case .nothing where way.hasTicket: .unauthorized
        // The operator's token has no business in a browser.
        case .publishToken where way == .cookie: .unauthorized
        case .publishToken where way.hasTicket: .forbidden
        case .nothing: model == "open" ? .ok : .unauthorized
        case .name: readers[model]?.contains(standing) == true ? .ok : .forbidden
        case .grantAndName: standing == "outcast" ? .forbidden : .ok
        case .grant, .publishToken: .ok
        case .grantElsewhere: model == "open" ? .ok : .forbidden
        }
    }

    /// What whoever is let in gets: as many as there are in order, those of the node `second` first.
    static func texts(
        _ history: History, _ standing: String, _ shown: Shown, _ way: Way
    ) -> [String] {
        let present = history == .closedBefore ? ["kept", "one"] : ["one"]
        switch way {
        case .stream, .awaited, .poll, .cookie, .ticket, .resume, .pollOn: return ["one"]
        case .snapshot: return present
        case .severalNodes: return ["second"] + present
        case .forged, .forgedAwaited, .forgedPoll, .forgedTicket, .forgedForSeveral:
            let seesRetracted = history == .closedBefore && hasRightOfItsOwn(standing, shown)
            return (way == .forgedForSeveral ? ["second"] : [])
                + (seesRetracted ? ["secret"] : []) + present
        }
    }

    /// Whether something besides the access model lets the reader in.
    private static func hasRightOfItsOwn(_ standing: String, _ shown: Shown) -> Bool {
        switch shown {
        case .grant, .grantAndName, .publishToken: true
        case .name: ["member", "publisher", "owner"].contains(standing)
        case .nothing, .grantElsewhere, .expired, .wrongKey, .unsigned: false
        }
    }
}
