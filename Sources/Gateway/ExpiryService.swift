import PubSub
import ServiceLifecycle

/// Lets items go whose time is over (`pubsub#item_expire`), again and again.
struct ExpiryService: Service {
    let pipeline: Pipeline
    /// The domains of the services.
    let services: [String]

    /// How often it looks: an item may stay so much longer than its time.
    private static let interval = Duration.seconds(10)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            // Sleeping ends by a throw at shutdown, and so does the loop.
            while (try? await Task.sleep(for: Self.interval)) != nil {
                for service in services {
                    pipeline.submit(
                        Request(service: service, requester: .operator, verb: .expire(at: .now))
                    ) { _ in }
                }
            }
        }
    }
}
