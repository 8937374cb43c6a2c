import PubSub

/// What the web's front is given of the settings.
extension Settings {
    /// A body is a payload: the largest that any service takes is the largest that is read.
    var httpLimits: HTTPLimits {
        var bounds = HTTPLimits()
        bounds.maximumHeadBytes = limits.requestHead
        bounds.maximumBodyBytes =
            services.map(\.settings.maximumPayloadBytes).max() ?? bounds.maximumBodyBytes
        bounds.requestTimeout = limits.requestTime
        bounds.answerTimeout = limits.answerTime
        bounds.idleTimeout = limits.idleTime
        bounds.silenceTimeout = limits.stall
        bounds.maximumConnections = limits.connections
        return bounds
    }
}
