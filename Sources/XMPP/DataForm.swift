/// A data form (XEP-0004), whose kind the hidden field `FORM_TYPE` names (XEP-0068).
public struct DataForm: Sendable, Hashable {
    /// What the form is for; the raw value is the `type` attribute.
    public enum Kind: String, Sendable {
        /// Questions.
        case form
        /// Answers.
        case submit
        /// The questions are declined.
        case cancel
        /// Data that was asked for.
        case result
    }

    /// What the form is for.
    public var type: Kind
    /// A title for people.
    public var title: String?
    /// Instructions for people.
    public var instructions: String?
    /// The fields, in order.
    public var fields: [Field]

    /// Makes a form.
    public init(
        _ type: Kind, title: String? = nil, instructions: String? = nil, fields: [Field] = []
    ) {
        self.type = type
        self.title = title
        self.instructions = instructions
        self.fields = fields
    }

    /// Makes a form of a kind: its first field is the hidden `FORM_TYPE` (XEP-0068).
    public init(
        _ type: Kind, formType: String, title: String? = nil, instructions: String? = nil,
        fields: [Field] = []
    ) {
        let kind = Field("FORM_TYPE", type: type == .submit ? nil : "hidden", values: [formType])
        self.init(type, title: title, instructions: instructions, fields: [kind] + fields)
    }

    /// The field of this name.
    public subscript(name: String) -> Field? {
        fields.first { $0.name == name }
    }

    /// The value of the field `FORM_TYPE` (XEP-0068).
    public var formType: String? {
        self["FORM_TYPE"]?.values.first
    }
}

/// Why an element is not a data form.
public enum DataFormError: Error, Sendable, Hashable {
    /// It is not `<x xmlns='jabber:x:data'/>`.
    case notAForm
    /// Its `type` is missing or none of the four.
    case unknownType(String?)
    /// A field that should have an answer has no `var` (XEP-0004 §3.2).
    case unnamedField
}

extension DataFormError: CustomStringConvertible {
    /// One sentence for people.
    public var description: String {
        switch self {
        case .notAForm: "The element is not a data form."
        case .unknownType(let type):
            "The type of a form is form, submit, cancel or result, not '\(type ?? "")'."
        case .unnamedField: "A field of the form has no var."
        }
    }
}
