import ArgumentParser

/// The command.
@main
struct Sluice: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sluice",
        abstract: "XMPP PubSub on the web: every node is a URL that a browser follows.",
        version: "0.1.0",
        subcommands: [Serve.self, Check.self])
}
