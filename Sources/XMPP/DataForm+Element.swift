extension DataForm {
    /// Reads `<x xmlns='jabber:x:data'/>`.
    ///
    /// - Throws: `DataFormError` if it is something else.
    public init(_ element: Element) throws(DataFormError) {
        guard element.isNamed("x", namespace: Namespaces.dataForms) else { throw .notAForm }
        let type = element[attribute: "type"]
        guard let kind = type.flatMap(Kind.init(rawValue:)) else { throw .unknownType(type) }
        var fields: [Field] = []
        for field in element.all("field", namespace: Namespaces.dataForms) {
            fields.append(try Field(field))
        }
        let instructions = element.all("instructions", namespace: Namespaces.dataForms)
        self.init(
            kind, title: element.first("title", namespace: Namespaces.dataForms)?.text,
            instructions: instructions.isEmpty
                ? nil : instructions.map(\.text).joined(separator: "\n"),
            fields: fields)
    }

    /// The form as an element.
    public var element: Element {
        var children: [Element.Node] = []
        if let title { children.append(.formChild("title", title)) }
        if let instructions { children.append(.formChild("instructions", instructions)) }
        children += fields.map { .element($0.element) }
        return Element(
            "x", namespace: Namespaces.dataForms, attributes: [("type", type.rawValue)],
            children: children)
    }
}

extension DataForm.Field {
    fileprivate init(_ element: Element) throws(DataFormError) {
        let type = element[attribute: "type"]
        let name = element[attribute: "var"]
        guard name != nil || type == "fixed" else { throw .unnamedField }
        self.init(
            name ?? "", type: type, label: element[attribute: "label"],
            isRequired: element.first("required", namespace: Namespaces.dataForms) != nil,
            values: element.all("value", namespace: Namespaces.dataForms).map(\.text),
            options: element.all("option", namespace: Namespaces.dataForms).map(
                DataForm.Option.init))
    }

    fileprivate var element: Element {
        var children: [Element.Node] = []
        if isRequired {
            children.append(.element(Element("required", namespace: Namespaces.dataForms)))
        }
        children += values.map { .formChild("value", $0) }
        children += options.map { .element($0.element) }
        return Element(
            "field", namespace: Namespaces.dataForms,
            attributes: [("var", name.isEmpty ? nil : name), ("type", type), ("label", label)],
            children: children)
    }
}

extension DataForm.Option {
    fileprivate init(_ element: Element) {
        self.init(
            label: element[attribute: "label"],
            value: element.first("value", namespace: Namespaces.dataForms)?.text ?? "")
    }

    fileprivate var element: Element {
        Element(
            "option", namespace: Namespaces.dataForms, attributes: [("label", label)],
            children: [.formChild("value", value)])
    }
}

extension Element.Node {
    fileprivate static func formChild(_ name: String, _ text: String) -> Element.Node {
        .element(Element(name, namespace: Namespaces.dataForms, text: text))
    }
}
