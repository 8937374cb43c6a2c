extension StringProtocol {
    /// A value of a header field without the blanks around it (`OWS`, RFC 9110 §5.6.3).
    var trimmingBlanks: Substring {
        var text = Substring(self).drop { $0 == " " || $0 == "\t" }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text
    }
}
