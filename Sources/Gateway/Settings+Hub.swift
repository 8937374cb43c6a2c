import Fanout

/// What the readers' hub is given of the settings.
extension Settings.HTTP {
    var hubConfiguration: HubConfiguration {
        var configuration = HubConfiguration()
        configuration.heartbeat = heartbeat
        return configuration
    }
}
