/// How an entity relates to a node (XEP-0060 §4.1).
public enum Affiliation: String, Sendable, Hashable, CaseIterable {
    case owner
    case publisher
    case publishOnly = "publish-only"
    case member
    case none
    case outcast
}
