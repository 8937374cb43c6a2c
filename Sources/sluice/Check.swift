import ArgumentParser
import Gateway

/// `sluice check`: the configuration's problems, without a start.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check the configuration and end.",
        discussion: "Ends with 0, or with 78 and a line for each problem.")

    @OptionGroup var options: ConfigurationOptions

    func run() throws {
        let loaded = try options.load()
        for warning in loaded.warnings { print("warning: \(warning)") }
        let hosts = loaded.settings.services.map(\.host).joined(separator: ", ")
        print("\(loaded.file ?? "no file, the defaults"): in order, it serves \(hosts)")
    }
}
