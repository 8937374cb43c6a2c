import Configuration

/// The file as swift-configuration reads it. Its encoded key is the place that errors name.
extension ConfigurationFile: ConfigProvider, ConfigSnapshot {
    var providerName: String { path }

    func value(forKey key: AbsoluteConfigKey, type: ConfigType) throws -> LookupResult {
        let key = key.components.joined(separator: ".")
        let content: ConfigContent? =
            switch type {
            case .string: text(of: key).map { .string($0) }
            case .stringArray: list(of: key).map { .stringArray($0) }
            default: nil
            }
        return LookupResult(
            encodedKey: place(of: key),
            value: content.map { ConfigValue($0, isSecret: Settings.isSecret(key)) })
    }

    nonisolated(nonsending) func fetchValue(forKey key: AbsoluteConfigKey, type: ConfigType)
        async throws -> LookupResult
    {
        try value(forKey: key, type: type)
    }

    nonisolated(nonsending) func watchValue<Return: ~Copyable>(
        forKey key: AbsoluteConfigKey, type: ConfigType,
        updatesHandler:
            nonisolated(nonsending) (
                ConfigUpdatesAsyncSequence<Result<LookupResult, any Error>, Never>
            ) async throws -> Return
    ) async throws -> Return {
        try await watchValueFromValue(forKey: key, type: type, updatesHandler: updatesHandler)
    }

    func snapshot() -> any ConfigSnapshot { self }

    nonisolated(nonsending) func watchSnapshot<Return: ~Copyable>(
        updatesHandler:
            nonisolated(nonsending) (
                ConfigUpdatesAsyncSequence<any ConfigSnapshot, Never>
            ) async throws -> Return
    ) async throws -> Return {
        try await watchSnapshotFromSnapshot(updatesHandler: updatesHandler)
    }
}
