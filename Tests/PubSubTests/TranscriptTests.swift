import Foundation
import Testing

/// Every file in `Transcripts` is a test.
@Suite("Transcripts", .serialized)
struct TranscriptTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Transcripts")

    static let files =
        (try? FileManager.default.subpathsOfDirectory(atPath: folder.path))?
        .filter { $0.hasSuffix(".xmpp") }.sorted() ?? []

    @Test("There are transcripts to play")
    func existence() {
        #expect(!Self.files.isEmpty)
    }

    @Test("A conversation goes as it is written", arguments: files)
    func play(_ file: String) throws {
        let text = try String(contentsOf: Self.folder.appending(path: file), encoding: .utf8)
        let transcript = try Transcript(text)
        var player = try TranscriptPlayer(transcript)
        do {
            try player.play(transcript)
        } catch {
            Issue.record("\(file): \(error)")
        }
    }
}
