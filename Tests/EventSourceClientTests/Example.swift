import EventSourceClient
import EventStream
import NIOHTTP1

/// Prints a node's items, whatever happens to the network.
func printItems(of url: String, token: @escaping @Sendable () async throws -> String) async throws {
    var configuration = EventSource.Configuration()
    configuration.freshHeaders = { ["Authorization": "Bearer \(try await token())"] }
    configuration.onStateChange = { state in
        if case .reconnecting(let delay, let reason) = state {
            print("\(reason), next try in \(delay)")
        }
    }
    for try await event in EventSource(url, configuration: configuration) where event.event == nil {
        print(event.id ?? "", event.data ?? "")
    }
}
