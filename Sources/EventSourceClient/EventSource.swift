/// Follows an event stream (HTML §9.2).
public struct EventSource: Sendable {}
