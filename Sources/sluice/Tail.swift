import ArgumentParser
import EventSourceClient
import EventStream
import Foundation
import NIOHTTP1
import UnixSignals

/// `sluice tail`: a node in a terminal, until it is enough.
struct Tail: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Follow a node, and print what is published.",
        discussion: """
            Connects again when the connection is lost, and goes on where it was. The data of each \
            item goes to standard output, what happens to the connection to standard error.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case data, json
    }

    @Argument(
        help: ArgumentHelp("A node, or the address of any event stream.", valueName: "node|url"))
    var target: String

    @Option(help: ArgumentHelp("The server that has the node.", valueName: "url"))
    var server = "http://127.0.0.1:5280"

    @Option(
        help: ArgumentHelp(
            "The service's host, where the address has another: before its name leads to the server.",
            valueName: "name"))
    var host: String?

    @Option(
        help: "data: items alone. json: a line for each event, an object with event, id and data.")
    var format = Format.data

    @Option(help: ArgumentHelp("Begin with so many of the newest items.", valueName: "n"))
    var items: Int?

    @Option(help: ArgumentHelp("End after so many events were printed.", valueName: "n"))
    var count: Int?

    @Option(help: ArgumentHelp("Go on after the event with this id.", valueName: "id"))
    var lastEventID = ""

    @Option(
        help: ArgumentHelp(
            "A file with the bearer token, read anew for each connection.", valueName: "file"))
    var tokenFile: String?

    @Option(
        help: ArgumentHelp(
            "A PEM file of certificates to trust besides those of the system.",
            valueName: "file"))
    var trust: String?

    func validate() throws {
        if let items, items < 0 { throw ValidationError("--items is a number from 0.") }
        if let count, count < 1 { throw ValidationError("--count is a number from 1.") }
    }

    func run() async throws {
        do throws(TailFailure) {
            try await follow()
        } catch {
            StandardStream.error.write("sluice: \(error.explanation)\n")
            throw ExitCode(error.code)
        }
    }

    private func follow() async throws(TailFailure) {
        // A token that cannot be read is told at once, and not as a lost connection.
        if let tokenFile { _ = try TokenFile(tokenFile).authorization() }
        let address = StreamAddress(target, server: server, items: items)
        var configuration = sourceConfiguration
        configuration.tlsConfiguration = try trust.map(TrustFile.init)?.configuration()
        let source = EventSource(
            address.url, lastEventID: lastEventID, configuration: configuration)
        let following = Task { () async -> Result<Void, TailFailure> in
            do throws(TailFailure) {
                return .success(try await TailOutput(format: format, count: count).print(source))
            } catch {
                return .failure(error)
            }
        }
        let signals = Task {
            for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) {
                following.cancel()
            }
        }
        defer { signals.cancel() }
        try await following.value.get()
    }

    private var sourceConfiguration: EventSource.Configuration {
        var configuration = EventSource.Configuration()
        configuration.persistence = .onceOpened
        configuration.onStateChange = { state in
            guard case .reconnecting(let delay, let reason) = state else { return }
            let seconds = delay.formatted(
                .units(allowed: [.seconds], fractionalPart: .show(length: 1)))
            StandardStream.error.write("sluice: \(reason); the next try is in \(seconds)\n")
        }
        if let host { configuration.headers.add(name: "Host", value: host) }
        if let file = tokenFile.map(TokenFile.init) {
            configuration.freshHeaders = { ["Authorization": try file.authorization()] }
        }
        return configuration
    }
}
