import Foundation
import Testing

@Suite struct DocumentationTests {
    @Test(
        "The examples of the library's page are those that are compiled here",
        arguments: ["Example.swift", "TrustExample.swift"])
    func example(_ file: String) throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let example = try String(
            contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
        let page = try String(
            contentsOf: folder.appendingPathComponent("../../docs/client.md").standardized,
            encoding: .utf8)
        #expect(page.contains("```swift\n\(example)```\n"))
    }

    @Test("The example prints a stream's items")
    func run() async throws {
        try await ScriptedServer.run { connection in
            #expect(connection.field("Authorization") == "Bearer sesame")
            guard connection.number < 1 else {
                return try await connection.refuse("204 No Content")
            }
            try await connection.open("retry: 100\nid: 1\ndata: a\n\n")
        } _: { port in
            try await printItems(of: "http://127.0.0.1:\(port)/") { "sesame" }
        }
    }
}
