import ArgumentParser
import Foundation
import Gateway

/// Where the configuration comes from, and the keys that have an option of their own.
struct ConfigurationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The configuration. Without it, ./sluice.yaml is read if it exists.",
            valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("The folder of the data.", valueName: "folder"))
    var data: String?

    @Option(help: ArgumentHelp("Where the web connects.", valueName: "host:port"))
    var listen: String?

    @Option(help: ArgumentHelp("The least severe messages that are logged.", valueName: "level"))
    var logLevel: String?

    /// - Throws: `ExitCode`, after it has printed what is wrong.
    func load() throws -> Settings.Loaded {
        let flags = [
            Settings.Flag("--data", sets: "data", to: data),
            Settings.Flag("--listen", sets: "http.listen", to: listen),
            Settings.Flag("--log-level", sets: "log.level", to: logLevel),
        ]
        do {
            return try Settings.load(
                file: config, flags: flags.compactMap { $0 },
                environment: ProcessInfo.processInfo.environment)
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            throw ExitCode(ExitStatus.configuration)
        }
    }
}
