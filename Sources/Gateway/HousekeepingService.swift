import PubSub
import ServiceLifecycle

/// What the operator asks of the services without being asked: a look at the rights after a start,
/// for the settings may be others, and now and then that items go whose time is over
/// (`pubsub#item_expire`).
struct HousekeepingService: Service {
    let pipeline: Pipeline
    /// The domains of the services.
    let services: [String]

    /// How often it looks: an item may stay so much longer than its time.
    private static let interval = Duration.seconds(10)

    func run() async throws {
        ask(.reviewRights)
        await cancelWhenGracefulShutdown {
            // Sleeping ends by a throw at shutdown, and so does the loop.
            while (try? await Task.sleep(for: Self.interval)) != nil {
                ask(.expire(at: .now))
            }
        }
    }

    private func ask(_ verb: Verb) {
        for service in services {
            pipeline.submit(Request(service: service, requester: .operator, verb: verb)) { _ in }
        }
    }
}
