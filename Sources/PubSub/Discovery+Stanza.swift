import XMPP

/// Writing what discovery answers (XEP-0030 §3, §4).
extension DiscoInformation {
    var element: Element {
        let identity = Element(
            "identity", namespace: Namespaces.discoInfo,
            attributes: [("category", identityCategory), ("type", identityType), ("name", name)])
        let features = features.map {
            Element("feature", namespace: Namespaces.discoInfo, attributes: [("var", $0)])
        }
        let forms = metadata.map { [$0.element] } ?? []
        return .list("query", of: node, in: Namespaces.discoInfo, [identity] + features + forms)
    }
}

extension DiscoItem {
    func element(of service: String) -> Element {
        Element(
            "item", namespace: Namespaces.discoItems,
            attributes: [("jid", service), ("node", node?.description), ("name", name)])
    }
}
