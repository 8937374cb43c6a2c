import PubSub
import Testing
import XMPP

@testable import Gateway

@Suite struct TicketsTests {
    private static let purpose = TicketPurpose(service: "a", nodes: ["news"])
    private let tickets = Tickets(lifetime: .seconds(30), maximumCount: 3)
    private let identity = Identity(
        requester: .operator, token: "t",
        expires: Timestamp(milliseconds: TokenMint.now.milliseconds + 20_000))

    private func now(_ seconds: Int64 = 0) -> Timestamp {
        Timestamp(milliseconds: TokenMint.now.milliseconds + seconds * 1000)
    }

    @Test func `A ticket lets in once`() throws {
        let issued = try #require(tickets.issue(for: identity, to: Self.purpose, at: now()))
        #expect(tickets.redeem(issued.ticket[...], for: Self.purpose, at: now(1)) == identity)
        #expect(tickets.redeem(issued.ticket[...], for: Self.purpose, at: now(1)) == nil)
    }

    @Test
    func `A ticket is for its service and its nodes, for its time, and no longer than its token`()
        throws
    {
        let endless = Identity(requester: .operator)
        for (identity, purpose, seconds) in [
            (identity, TicketPurpose(service: "b", nodes: ["news"]), 1),
            (identity, TicketPurpose(service: "a", nodes: ["closed"]), 1),
            (identity, TicketPurpose(service: "a", nodes: ["news", "closed"]), 1),
            (endless, Self.purpose, 30), (identity, Self.purpose, 20),
        ] as [(Identity, TicketPurpose, Int64)] {
            let issued = try #require(tickets.issue(for: identity, to: Self.purpose, at: now()))
            #expect(tickets.redeem(issued.ticket[...], for: purpose, at: now(seconds)) == nil)
        }
        #expect(tickets.redeem("", for: Self.purpose, at: now()) == nil)
    }

    @Test func `A look leaves the ticket`() throws {
        let issued = try #require(tickets.issue(for: identity, to: Self.purpose, at: now()))
        for isLook in [true, true, false] {
            #expect(
                tickets.redeem(issued.ticket[...], for: Self.purpose, isLook: isLook, at: now(1))
                    == identity)
        }
        #expect(
            tickets.redeem(issued.ticket[...], for: Self.purpose, isLook: true, at: now(1)) == nil)
    }

    @Test func `There are only so many, until the first are over`() throws {
        for _ in 0..<3 {
            _ = try #require(tickets.issue(for: identity, to: Self.purpose, at: now()))
        }
        #expect(tickets.issue(for: identity, to: Self.purpose, at: now()) == nil)
        #expect(tickets.issue(for: identity, to: Self.purpose, at: now(31)) != nil)
    }

    @Test func `One token takes no more than its part, until its tickets are used or over`() throws
    {
        let tickets = Tickets(lifetime: .seconds(30), maximumPerToken: 2)
        let other = Identity(requester: .operator, token: "other")
        let first = try #require(tickets.issue(for: identity, to: Self.purpose, at: now()))
        _ = try #require(tickets.issue(for: identity, to: Self.purpose, at: now()))
        #expect(tickets.issue(for: identity, to: Self.purpose, at: now()) == nil)
        #expect(tickets.issue(for: other, to: Self.purpose, at: now()) != nil)
        #expect(tickets.redeem(first.ticket[...], for: Self.purpose, at: now(1)) != nil)
        #expect(tickets.issue(for: identity, to: Self.purpose, at: now(1)) != nil)
        #expect(tickets.issue(for: identity, to: Self.purpose, at: now(1)) == nil)
        #expect(tickets.issue(for: identity, to: Self.purpose, at: now(31)) != nil)
    }
}
