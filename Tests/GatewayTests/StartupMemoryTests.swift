import Foundation
import Testing

@testable import Gateway

@Suite struct StartupMemoryTests {
    @Test func `The code that has run so far leaves the process, which goes on`() throws {
        let before = try residentCode()
        StartupMemory.release()
        let after = try residentCode()
        #expect(after < before)
    }

    /// How much of the executable's code the process holds, in KiB (proc_pid_smaps(5)).
    private func residentCode() throws -> Int {
        let executable = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let lines = try String(contentsOfFile: "/proc/self/smaps", encoding: .utf8).split(
            separator: "\n")
        var isCode = false
        var resident = 0
        for line in lines {
            let words = line.split(separator: " ")
            if words.count > 1, words[1].hasSuffix("p"), words[0].contains("-") {
                isCode = words[1] == "r-xp" && line.hasSuffix(executable)
            } else if isCode, words.first == "Rss:" {
                resident += try #require(Int(words[1]))
            }
        }
        return resident
    }
}
