import XMPP

/// As much of a list as goes into one answer: the page that was asked for, or the beginning.
///
/// A server ends the link at a stanza that is too big, and anybody may make a list long.
struct ListPage<Line> {
    var lines: [Line]
    /// Says that there is more, or where the page lies; `nil` where the lines are all there is.
    var resultSet: ResultSet?

    /// How much goes into one answer, in bytes: well below what servers let through.
    private static var maximumBytes: Int { 256 * 1024 }
    /// What a line has besides what is written in it.
    private static var lineBytes: Int { 96 }

    /// - Parameters:
    ///   - name: what a line is known by, and begins or ends a page.
    ///   - texts: what is written in a line.
    /// - Throws: `itemNotFound` where the line that a page begins or ends at is not there.
    init(
        _ all: [Line], _ request: PageRequest?, name: (Line) -> String,
        texts: (Line) -> [String?]
    ) throws(PubSubError) {
        let page = request ?? PageRequest()
        let range = try page.range(ofCount: all.count) { wanted in
            all.firstIndex { ItemID(name($0)) == wanted }
        }
        var bytes = 0
        let fitting = { (index: Int) -> Bool in
            bytes += Self.lineBytes
            for text in texts(all[index]) {
                bytes += text.map { XMLWriter.escapedAttribute($0).utf8.count } ?? 0
            }
            return bytes <= Self.maximumBytes
        }
        let shown =
            page.isBackward
            ? range.upperBound - range.reversed().prefix(while: fitting).count..<range.upperBound
            : range.lowerBound..<range.lowerBound + range.prefix(while: fitting).count
        lines = Array(all[shown])
        guard request != nil || lines.count < all.count else { return }
        resultSet = ResultSet(
            first: lines.first.map(name), last: lines.last.map(name), index: shown.lowerBound,
            count: all.count)
    }
}

extension [String] {
    /// The first ones, as many as take no more than so many bytes in a form (XEP-0004).
    func fitting(bytes maximumBytes: Int) -> [String] {
        var bytes = 0
        return Array(
            prefix { text in
                bytes += Self.valueBytes + XMLWriter.escaped(text).utf8.count
                return bytes <= maximumBytes
            })
    }

    /// What is written around a value or an option.
    private static var valueBytes: Int { 48 }
}
