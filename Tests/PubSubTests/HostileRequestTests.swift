import Seeding
import PubSub
import Testing
import XMPP

/// Requests from those who mean no good: each is answered with an error or a result, none with
/// silence, and none ends the process.
@Suite("Hostile requests", .serialized)
struct HostileRequestTests {
    @Test(
        "A stanza that was damaged at random is answered, and the state stays sound",
        arguments: 0..<4)
    func damaged(seed: UInt64) throws {
        var damage = StanzaDamage(seed: seed)
        var shell = EngineShell()
        let romeo = try Requester.user("romeo")
        _ = try shell.send(.create("news", configuration: nil), by: romeo)
        _ = try shell.send(.publish("news", [.small("a")], options: nil), by: romeo)
        let templates = try StanzaDamage.templates()
        for _ in 0..<400 {
            let element = damage.damaged(damage.generator.pick(templates))
            guard let stanza = Stanza(element) else { continue }
            guard stanza.isRequest else {
                try take(stanza, &shell)
                continue
            }
            let answer = try answer(to: stanza, &shell)
            #expect(answer.id == stanza.id)
            #expect(["result", "error"].contains(answer.type))
            #expect(throws: Never.self) {
                try Element(parsing: XMLWriter.string(answer.element))
            }
        }
        for node in shell.engine.nodes.values {
            #expect(node.items.count <= node.configuration.maximumItems)
        }
    }

    @Test(
        "Every field of every form refuses what it cannot be",
        arguments: [
            "", " ", "-1", "0x10", "99999999999999999999", "1.5", "null", "<x/>", "TRUE", "é",
            "max ",
            String(repeating: "9", count: 10_000),
        ])
    func wrongValues(value: String) throws {
        for (name, _) in NodeConfiguration().values {
            let form = DataForm(
                .submit, formType: Namespaces.nodeConfiguration,
                fields: [DataForm.Field(name, values: [value])])
            do throws(PubSubError) {
                let configuration = try NodeConfiguration().submitting(form)
                if name == "pubsub#contact" {
                    #expect(value.isEmpty || configuration.contacts == [try? JID(value)])
                    continue
                }
                let texts = [
                    "pubsub#title", "pubsub#description", "pubsub#language", "pubsub#type",
                ]
                #expect(texts.contains(name))
                #expect(configuration.values.contains { $0.name == name && $0.value == value })
            } catch {
                #expect(error.stanzaError.condition == .notAcceptable)
                #expect(error.explanation.contains(name) || name == "pubsub#access_model")
            }
        }
    }

    @Test("A field with two values, or two fields of one name, is refused")
    func doubledFields() throws {
        let doubled = DataForm.Field("pubsub#title", values: ["a", "b"])
        #expect(throws: PubSubError.self) {
            try NodeConfiguration().submitting(DataForm(.submit, fields: [doubled]))
        }
        let field = "<field var='pubsub#title'><value>a</value></field>"
        let stanza = try iq(
            "<configure node='news'><x xmlns='jabber:x:data' type='submit'>\(field)\(field)</x>"
                + "</configure>", in: Namespaces.pubsubOwner)
        #expect(throws: PubSubError.self) { try Request(stanza, to: "pubsub.example.org") }
    }

    @Test(
        "A JID that cannot be prepared is a bad request",
        arguments: [
            "", "@", "a@", "@b", "a@b/", "a b@c", "a@b@c/", "\u{0}", "\u{FFFE}@b",
            String(repeating: "a", count: 2000) + "@b",
        ])
    func badJIDs(jid: String) throws {
        let written = XMLWriter.escapedAttribute(jid)
        for use in ["subscribe", "unsubscribe", "options"] {
            guard let stanza = try? iq("<\(use) node='news' jid='\(written)'/>") else { continue }
            #expect(throws: PubSubError.self) { try Request(stanza, to: "pubsub.example.org") }
        }
    }

    @Test("A name of more than 1023 bytes is refused, for it would stand in every answer")
    func longNames() throws {
        let romeo = try Requester.user("romeo")
        let longest = NodeID(String(repeating: "n", count: 1023))
        let longer: NodeID = "\(longest)n"
        var shell = EngineShell(
            settings: ServiceSettings(
                creators: .anyone, createsOnPublish: true, createsOnSubscribe: true))
        _ = try shell.send(.publish(longest, [.small("\(longest)")], options: nil), by: romeo)
        let juliet = try JID("juliet@example.org")
        for verb: Verb in [
            .create(longer, configuration: nil), .publish(longer, [.small("a")], options: nil),
            .publish(longest, [.small("\(longer)")], options: nil),
        ] {
            #expect(throws: PubSubError.nameTooLong(limitInBytes: 1023)) {
                try shell.send(verb, by: romeo)
            }
        }
        #expect(throws: PubSubError.nameTooLong(limitInBytes: 1023)) {
            try shell.send(.subscribe(longer, juliet, options: nil), by: .entity(juliet))
        }
    }

    @Test("However long a list is, its answer fits into a stanza, and pages give the rest")
    func longLists() throws {
        let romeo = try Requester.user("romeo")
        var shell = EngineShell()
        // What is escaped is five times as long in a stanza.
        let names = (0..<300).map { NodeID("\(1000 + $0)" + String(repeating: "&", count: 1000)) }
        for name in names { _ = try shell.send(.create(name, configuration: nil), by: romeo) }
        var seen: [NodeID] = []
        var page: PageRequest?
        repeat {
            let reply = try shell.send(.nodes(page), by: .anonymous).reply
            let element = reply.element(from: "pubsub.example.org")
            #expect((element.map { XMLWriter.string($0).utf8.count } ?? 0) < 300 * 1024)
            guard case .listing(_, let items, let set?) = reply else { break }
            #expect(set.count == 300 && set.index == seen.count)
            seen += items.compactMap(\.node)
            page = set.last.map { PageRequest(.after(ItemID($0))) }
        } while page != nil
        #expect(seen == names)
        let last = try shell.send(.nodes(PageRequest(.end)), by: .anonymous).reply
        guard case .listing(_, let items, let set?) = last else { throw PubSubError.unknownRequest }
        #expect(items.last?.node == names.last && set.index + items.count == 300)
        #expect(items.count < 100)
    }

    @Test("However many items go at once, no message about them is too big")
    func manyRetractions() throws {
        let ids = (0..<1000).map { "\($0)" + String(repeating: "&", count: 1000) }
        let notification = Notification(
            service: "pubsub.example.org", id: "1", recipients: [try JID("juliet@example.org")],
            messageType: .headline, node: "news", event: .retract(ids.map { ItemID($0) }))
        let messages = notification.messages(from: try JID("pubsub.example.org"))
        let told = messages.flatMap { message in
            message.children.flatMap(\.elements).flatMap(\.elements).compactMap {
                $0[attribute: "id"]
            }
        }
        #expect(told == ids)
        #expect(Set(messages.map(\.id)).count == messages.count)
        for message in messages {
            #expect(XMLWriter.string(message.element).utf8.count < 300 * 1024)
        }
    }

    @Test("A message of type error is never answered, whatever it says")
    func errorsAreNotAnswered() throws {
        let juliet = try JID("juliet@example.org")
        for id in [nil, "", ":", "1:", ":news", "1:news", "x"] {
            let message = Stanza(
                .message, type: "error", id: id, from: juliet,
                children: [StanzaError(.itemNotFound).element])
            let request = try Request(message: message, to: "pubsub.example.org")
            #expect((request == nil) == (id != "1:news"))
            #expect(PubSubError.unknownRequest.answer(to: message) == nil)
            #expect(Reply.done.answer(to: message) == nil)
        }
    }

    private func iq(
        _ use: String, in namespace: String = Namespaces.pubsub
    ) throws -> Stanza {
        Stanza(
            .iq, type: "set", id: "1", from: try JID("juliet@example.org/x"),
            to: try JID("pubsub.example.org"),
            children: [
                try Element(parsing: "<pubsub xmlns='\(namespace)'>\(use)</pubsub>")
            ])
    }

    /// A message may be passed over, but when it is answered then with an error.
    private func take(_ message: Stanza, _ shell: inout EngineShell) throws {
        let answer = shell.receive(message, at: try JID("pubsub.example.org")).answer
        #expect(answer == nil || answer?.type == "error" && message.type != "error")
    }

    private func answer(to stanza: Stanza, _ shell: inout EngineShell) throws -> Stanza {
        try #require(shell.receive(stanza, at: JID("pubsub.example.org")).answer)
    }
}
