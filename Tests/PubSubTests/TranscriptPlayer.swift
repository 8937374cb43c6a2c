import PubSub
import XMPP

/// Plays a transcript through the pure engine, as the shell would: requests in, replies and
/// notifications out, with a list of entries for a journal and a number for a clock.
struct TranscriptPlayer {
    private(set) var engine: Engine
    private(set) var entries: [Entry] = []
    /// What was sent to each entity, by bare JID, and not yet received.
    private(set) var inboxes: [JID: [Stanza]] = [:]
    private var bindings = TranscriptBindings()
    private let address: JID
    private var requests = 0

    init(_ transcript: Transcript) throws {
        var settings = ServiceSettings()
        var domain = "pubsub.example.org"
        for line in transcript.settings {
            let value = line.last ?? ""
            switch line.dropLast().joined(separator: " ") {
            case "service": domain = value
            case "admin": settings.admins.insert(try JID(value))
            case "create users": settings.creators = .users(domains: [value])
            case "create" where value == "anyone": settings.creators = .anyone
            case "autocreate" where value == "publish": settings.createsOnPublish = true
            case "autocreate" where value == "subscribe": settings.createsOnSubscribe = true
            case "payload limit": settings.maximumPayloadBytes = Int(value) ?? 0
            case "items limit": settings.maximumItemsPerRequest = Int(value) ?? 0
            case "affiliations limit":
                settings.maximumAffiliationsPerNode = Int(value) ?? 0
            case "nodes limit": settings.maximumNodesPerOwner = Int(value) ?? 0
            case "subscriptions limit": settings.maximumSubscriptionsPerNode = Int(value) ?? 0
            case "own subscriptions limit":
                settings.maximumSubscriptionsPerEntity = Int(value) ?? 0
            default: throw Transcript.Defect(line: 0, reason: "unknown setting \(line)")
            }
        }
        engine = Engine(service: domain, settings: settings)
        address = try JID(domain)
    }

    /// Plays the whole of it.
    ///
    /// - Throws: at the first stanza that is not as written, or at the end if somebody was sent
    ///   more than was written.
    mutating func play(_ transcript: Transcript) throws {
        for step in transcript.steps {
            switch step.direction {
            case .sends: try send(step)
            case .receives: try receive(step)
            case .receivesNothing: try receiveNothing(JID(step.entity), step.line)
            }
        }
        for (jid, stanzas) in inboxes {
            guard let first = stanzas.first else { continue }
            throw Transcript.Defect(
                line: transcript.steps.last?.line ?? 0,
                reason: "\(jid) was also sent \(XMLWriter.string(first.element))")
        }
    }

    private mutating func send(_ step: Transcript.Step) throws {
        var element = step.stanza
        bindings.fill(&element)
        element[attribute: "from"] = step.entity
        if element[attribute: "to"] == nil { element[attribute: "to"] = address.description }
        guard let stanza = Stanza(element), stanza.isRequest || stanza.kind == .message else {
            throw Transcript.Defect(
                line: step.line, reason: "only iq requests and messages can be sent")
        }
        requests += 1
        do throws(PubSubError) {
            guard let request = try request(stanza) else { return }
            let decision = try engine.decide(request, identifier: "generated-\(requests)")
            let notifications = settle(decision.changes)
            for notification in notifications + decision.notifications { deliver(notification) }
            let answer = decision.reply.answer(to: stanza, publications: publications)
            if let answer { deliver(answer) }
        } catch {
            if let answer = error.answer(to: stanza) { deliver(answer) }
        }
    }

    private func request(_ stanza: Stanza) throws(PubSubError) -> Request? {
        stanza.kind == .message
            ? try Request(message: stanza, to: address.domain)
            : try Request(stanza, to: address.domain)
    }

    /// Makes changes durable, as far as a list is, and gives what is to be told of them.
    private mutating func settle(_ changes: [Change]) -> [Notification] {
        changes.compactMap { change in
            let entry = Entry(
                position: Position(rawValue: Int64(entries.count + 1)),
                time: Timestamp(milliseconds: Int64(entries.count) * 1000),
                service: engine.service, change: change)
            let notification = engine.notification(of: entry)
            engine.apply(entry)
            entries.append(entry)
            return notification
        }
    }

    private var publications: [Position: Entry] {
        Dictionary(uniqueKeysWithValues: entries.map { ($0.position, $0) })
    }

    private mutating func deliver(_ notification: Notification) {
        let messages = notification.messages(from: address, publications: publications)
        for message in messages { deliver(message) }
    }

    private mutating func deliver(_ stanza: Stanza) {
        guard let to = stanza.to else { return }
        inboxes[to.bare, default: []].append(stanza)
    }

    private mutating func receive(_ step: Transcript.Step) throws {
        let entity = try JID(step.entity)
        guard var inbox = inboxes[entity.bare], !inbox.isEmpty else {
            throw Transcript.Defect(line: step.line, reason: "\(entity) was sent nothing")
        }
        var expected = step.stanza
        bindings.fill(&expected)
        expected[attribute: "from"] = address.description
        if expected[attribute: "to"] == nil { expected[attribute: "to"] = step.entity }
        var differences: [String] = []
        for (index, stanza) in inbox.enumerated() {
            var attempt = bindings
            var actual = try Element(parsing: XMLWriter.string(stanza.element))
            if stanza.kind == .message, expected[attribute: "id"] == nil {
                actual[attribute: "id"] = nil
            }
            guard let difference = attempt.difference(between: expected, and: actual) else {
                bindings = attempt
                inbox.remove(at: index)
                inboxes[entity.bare] = inbox
                return
            }
            differences.append("\(difference), in \(XMLWriter.string(actual))")
        }
        throw Transcript.Defect(line: step.line, reason: differences.joined(separator: "; or "))
    }

    private func receiveNothing(_ entity: JID, _ line: Int) throws {
        guard let stanza = inboxes[entity.bare]?.first else { return }
        throw Transcript.Defect(
            line: line, reason: "\(entity) was sent \(XMLWriter.string(stanza.element))")
    }
}
