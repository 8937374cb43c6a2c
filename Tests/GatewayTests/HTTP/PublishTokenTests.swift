import Foundation
import Logging
import Testing

@testable import Gateway

@Suite final class PublishTokenTests {
    private let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent(UUID().uuidString).path
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private var file: String { folder + "/" + PublishToken.fileName }

    init() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    @Test func `A token is made at first start, for the owner's eyes alone, and read again`() throws
    {
        let made = try PublishToken(inFolder: folder, logger: logger)
        let attributes = try FileManager.default.attributesOfItem(atPath: file)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let text = try String(contentsOfFile: file, encoding: .utf8).dropLast()
        #expect(text.count == 64)
        #expect(made.isShown(by: text))
        let read = try PublishToken(inFolder: folder, logger: logger)
        #expect(read.isShown(by: text))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 1)
    }

    @Test(arguments: [
        "", "short", "with a blank in it, and long", "first-line-long\nsecond-line-long",
    ])
    func `A file with something else in it is refused`(content: String) throws {
        try content.write(toFile: file, atomically: true, encoding: .utf8)
        #expect(throws: SecretFile.Failure.malformed(path: file, leastCharacters: 16)) {
            try PublishToken(inFolder: folder, logger: logger)
        }
    }

    @Test func `A folder that is not there is told by its path`() {
        let error = #expect(throws: SecretFile.Failure.self) {
            try PublishToken(inFolder: folder + "/missing", logger: logger)
        }
        #expect(error?.description.contains("/missing/publish-token") == true)
    }

    @Test(arguments: [
        "Bearer secret-token-secret-tokeN", "Bearer secret-token-secret", "Bearer ", "Bearer", "",
        "Basic secret-token-secret-token", "secret-token-secret-token",
        "Bearer secret-token-secret-token-and-more", "Bearer  secret-token-secret-token",
    ])
    func `Nothing but the token is admitted`(authorization: String) {
        let token = PublishToken("secret-token-secret-token")
        let shown = { Access.bearer($0).map { token.isShown(by: $0) } ?? false }
        #expect(shown("Bearer secret-token-secret-token"))
        #expect(shown("bearer secret-token-secret-token"))
        #expect(!shown(authorization))
        #expect(!shown(nil))
    }
}
