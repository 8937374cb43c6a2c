import PubSub

/// What the web's front is given of the settings.
extension Settings {
    /// A body is a payload: the largest that any service takes is the largest that is read.
    var httpLimits: HTTPLimits {
        var limits = HTTPLimits()
        limits.maximumBodyBytes =
            services.map(\.settings.maximumPayloadBytes).max() ?? limits.maximumBodyBytes
        return limits
    }
}
