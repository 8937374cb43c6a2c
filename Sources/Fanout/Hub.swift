public import PubSub

public final class Hub: Sendable {
    public init(
        configuration: HubConfiguration = HubConfiguration(), epoch: String, head: Position,
        replay: @escaping Replay
    ) {}
    public func attach(_ reader: Reader) {}
    public func publish(_ entries: [Entry]) {}
    public func shutDown() async {}
    public var counts: HubCounts { HubCounts() }
}
