import Fanout

/// What the readers' hub is given of the settings.
extension Settings {
    var hubConfiguration: HubConfiguration {
        var configuration = HubConfiguration()
        configuration.heartbeat = http.heartbeat
        configuration.stallTimeout = limits.stall
        configuration.ringBytes = limits.ringMemory
        configuration.memoryBytes = limits.memory
        configuration.slowReaders = limits.slowReaders
        configuration.maximumLag = limits.lag
        return configuration
    }
}
