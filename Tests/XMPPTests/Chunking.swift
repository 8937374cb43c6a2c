import XMPP

/// The ways in which a document may arrive.
enum Chunking {
    /// A document whole, byte by byte, and cut once at every place.
    static func all(of document: String) -> [[[UInt8]]] {
        let bytes = Array(document.utf8)
        let cuts = (1..<max(bytes.count, 1)).map { [Array(bytes[..<$0]), Array(bytes[$0...])] }
        return [[bytes], bytes.map { [$0] }] + cuts
    }
}

extension XMLTokenizer {
    /// What comes of all chunks.
    func feed(chunks: [[UInt8]]) -> [Event] {
        chunks.flatMap { feed($0) }
    }

    /// What comes of a text.
    func feed(_ text: String) -> [Event] {
        feed(Array(text.utf8))
    }
}

/// A stream's start tag as a server writes it.
let streamStart =
    "<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' "
    + "xmlns:stream='http://etherx.jabber.org/streams' id='s1' from='pubsub.example.org'>"
