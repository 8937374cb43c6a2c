import PubSub
import ServiceLifecycle

/// What the operator asks of the services without being asked: a look at the rights after a start,
/// for the settings may be others, and now and then that items go whose time is over
/// (`pubsub#item_expire`).
struct HousekeepingService: Service {
    let pipeline: Pipeline
    /// The domains of the services.
    let services: [String]

    /// How often it looks: an item may stay so much longer than its time, though nobody is given it.
    private static let interval = Duration.seconds(10)

    func run() async throws {
        for service in services { _ = try? await ask(.reviewRights, of: service) }
        await cancelWhenGracefulShutdown {
            // Sleeping ends by a throw at shutdown, and so does the loop.
            while (try? await Task.sleep(for: Self.interval)) != nil {
                for service in services { await expire(in: service) }
            }
        }
    }

    /// Goes on until nothing is due. Each request takes a bounded number, and what others ask meanwhile
    /// has its turn in between.
    private func expire(in service: String) async {
        while !Task.isCancelled, let reply = try? await ask(.expire, of: service),
            reply == .expired(isMoreDue: true)
        {}
    }

    private func ask(_ verb: Verb, of service: String) async throws(PubSubError) -> Reply {
        try await pipeline.submit(
            Request(service: service, requester: .operator, verb: verb)
        ).reply
    }
}
