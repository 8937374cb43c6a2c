import ArgumentParser
import Foundation
import Gateway
import Logging

/// `sluice serve`: runs until SIGTERM or SIGINT, then ends every stream at an event boundary.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the service until SIGTERM.",
        discussion: """
            Without any configuration it runs by itself on 127.0.0.1:5280, with its data in \
            ./sluice-data. Every setting can also come from the environment: SLUICE_HTTP_LISTEN \
            is http.listen.
            """)

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let loaded = try options.load()
        let settings = loaded.settings
        let logger = Logger(label: "sluice") { _ in LineLogHandler(level: settings.logLevel) }
        if let file = loaded.file {
            logger.info("configuration read", metadata: ["file": "\(file)"])
        }
        for warning in loaded.warnings { logger.warning("\(warning)") }
        OpenFileLimit.raise()
        let isEmbedded = settings.isEmbedded
        do {
            try await Server(settings: settings, logger: logger).run { addresses in
                guard isEmbedded, let banner = Banner(addresses, data: settings.data) else {
                    return
                }
                FileHandle.standardOutput.write(Data(banner.description.utf8))
            }
        } catch {
            let status = ExitStatus(error)
            logger.critical("\(status.explanation)")
            throw ExitCode(status.code)
        }
    }
}
