import PubSub
import Testing
import XMPP

@testable import Gateway

@Suite struct TicketsTests {
    private let tickets = Tickets(lifetime: .seconds(30), maximumCount: 3)
    private let identity = Identity(
        requester: .operator, token: "t",
        expires: Timestamp(milliseconds: TokenMint.now.milliseconds + 20_000))

    private func now(_ seconds: Int64 = 0) -> Timestamp {
        Timestamp(milliseconds: TokenMint.now.milliseconds + seconds * 1000)
    }

    @Test func `A ticket lets in once`() throws {
        let issued = try #require(tickets.issue(for: identity, service: "a", at: now()))
        #expect(tickets.redeem(issued.ticket[...], service: "a", at: now(1)) == identity)
        #expect(tickets.redeem(issued.ticket[...], service: "a", at: now(1)) == nil)
    }

    @Test func `A ticket is for its service, for its time, and no longer than its token`() throws {
        let endless = Identity(requester: .operator)
        for (identity, service, seconds) in [
            (identity, "b", 1), (endless, "a", 30), (identity, "a", 20),
        ] as [(Identity, String, Int64)] {
            let issued = try #require(tickets.issue(for: identity, service: "a", at: now()))
            #expect(tickets.redeem(issued.ticket[...], service: service, at: now(seconds)) == nil)
        }
        #expect(tickets.redeem("", service: "a", at: now()) == nil)
    }

    @Test func `There are only so many, until the first are over`() throws {
        for _ in 0..<3 { _ = try #require(tickets.issue(for: identity, service: "a", at: now())) }
        #expect(tickets.issue(for: identity, service: "a", at: now()) == nil)
        #expect(tickets.issue(for: identity, service: "a", at: now(31)) != nil)
    }

    @Test func `One token takes no more than its part, until its tickets are used or over`() throws
    {
        let tickets = Tickets(lifetime: .seconds(30), maximumPerToken: 2)
        let other = Identity(requester: .operator, token: "other")
        let first = try #require(tickets.issue(for: identity, service: "a", at: now()))
        _ = try #require(tickets.issue(for: identity, service: "a", at: now()))
        #expect(tickets.issue(for: identity, service: "a", at: now()) == nil)
        #expect(tickets.issue(for: other, service: "a", at: now()) != nil)
        #expect(tickets.redeem(first.ticket[...], service: "a", at: now(1)) != nil)
        #expect(tickets.issue(for: identity, service: "a", at: now(1)) != nil)
        #expect(tickets.issue(for: identity, service: "a", at: now(1)) == nil)
        #expect(tickets.issue(for: identity, service: "a", at: now(31)) != nil)
    }
}
