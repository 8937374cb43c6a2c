import ArgumentParser
import Gateway
import XMPP

/// The command.
@main
struct Sluice: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sluice",
        abstract: "XMPP PubSub on the web: every node is a URL that a browser follows.",
        version: SoftwareVersion.sluice.version,
        subcommands: [Serve.self, Check.self, Tail.self])
}
