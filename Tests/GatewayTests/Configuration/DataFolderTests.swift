import Foundation
import Testing

@testable import Gateway

@Suite struct DataFolderTests {
    @Test func `A folder that only trying shows to be impossible is told with setting and reason`()
        throws
    {
        let failure = try #require(throws: DataFolder.Failure.self) {
            try DataFolder.make(at: "/proc/x")
        }
        let status = ExitStatus(failure)
        #expect(status.code == EX_CONFIG)
        #expect(
            status.explanation
                == "The folder '/proc/x' for the data cannot be made: No such file or directory. "
                + "Choose another by data or --data.")
    }

    @Test func `A full disk is no fault of the configuration`() {
        #expect(ExitStatus(DataFolder.Failure(path: "x", cause: .ENOSPC)).code == EX_IOERR)
    }

    @Test func `It is made with those above it, for its user alone, and may be there already`()
        throws
    {
        let parent = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: parent) }
        let folder = parent.appending(path: "a/b").path
        for _ in 0..<2 { try DataFolder.make(at: folder) }
        let attributes = try FileManager.default.attributesOfItem(atPath: folder)
        #expect(attributes[.posixPermissions] as? Int == 0o700)
    }
}
