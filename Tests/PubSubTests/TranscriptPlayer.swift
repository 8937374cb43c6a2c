import PubSub
import XMPP

/// Plays a transcript through the pure engine: requests in, replies and notifications out.
struct TranscriptPlayer {
    private var shell: EngineShell
    /// What was sent to each entity, by bare JID, and not yet received.
    private(set) var inboxes: [JID: [Stanza]] = [:]
    private var bindings = TranscriptBindings()
    private let address: JID

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
        shell = EngineShell(service: domain, settings: settings)
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
        let sent = shell.receive(stanza, at: address)
        for stanza in sent.all { deliver(stanza) }
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
        guard
            let index = inbox.firstIndex(where: { $0.to?.description == expected[attribute: "to"] })
        else { throw Transcript.Defect(line: step.line, reason: "\(entity) was sent nothing more") }
        let stanza = inbox.remove(at: index)
        var actual = try Element(parsing: XMLWriter.string(stanza.element))
        if stanza.kind == .message, expected[attribute: "id"] == nil {
            actual[attribute: "id"] = nil
        }
        if let difference = bindings.difference(between: expected, and: actual) {
            throw Transcript.Defect(
                line: step.line, reason: "\(difference), in \(XMLWriter.string(actual))")
        }
        inboxes[entity.bare] = inbox
    }

    private func receiveNothing(_ entity: JID, _ line: Int) throws {
        guard let stanza = inboxes[entity.bare]?.first else { return }
        throw Transcript.Defect(
            line: line, reason: "\(entity) was sent \(XMLWriter.string(stanza.element))")
    }
}
