import Configuration
import Synchronization

/// Asks for values by key, remembers what was asked and collects everything that is wrong, so that
/// one reading of all keys gives all errors and tells unknown keys from known ones.
struct SettingsReader {
    private let reader: ConfigReader
    private let answers = LastAnswer()
    private let file: ConfigurationFile?
    /// Every key that was asked for, in order.
    private(set) var askedKeys: [String] = []
    /// Everything that is wrong so far.
    private(set) var problems: [ConfigurationProblem]

    /// - Parameter providers: The first that has a value decides.
    init(providers: [any ConfigProvider], file: ConfigurationFile?) {
        self.reader = ConfigReader(
            providers: providers + (file.map { [$0] } ?? []), accessReporter: answers)
        self.file = file
        self.problems = file?.problems ?? []
    }

    /// Sets `value` where the key is given and fits; a value that doesn't is a problem.
    mutating func read<Value>(_ key: String, into value: inout Value, as format: Format<Value>) {
        if let found = self.value(of: key, as: format) { value = found }
    }

    /// nil: not given, or a problem.
    mutating func value<Value>(of key: String, as format: Format<Value>) -> Value? {
        askedKeys.append(key)
        guard let text = reader.string(forKey: ConfigKey(key), isSecret: Settings.isSecret(key))
        else {
            if file?.list(of: key) != nil { reject(key, "is a list; give it one value") }
            return nil
        }
        do {
            return try format.parse(text)
        } catch {
            reject(key, Settings.isSecret(key) ? error.reason : "'\(text)' \(error.reason)")
            return nil
        }
    }

    /// nil: not given. What doesn't fit is left out, and is a problem.
    mutating func list<Value>(of key: String, as format: Format<Value>) -> [Value]? {
        askedKeys.append(key)
        guard let texts = reader.stringArray(forKey: ConfigKey(key)) else { return nil }
        let place = place(of: key)
        var values: [Value] = []
        for (index, text) in texts.enumerated() {
            do {
                values.append(try format.parse(text))
            } catch {
                let element = "\(key).\(index)"
                problems.append(
                    ConfigurationProblem(
                        place: file?.text(of: element) == text ? self.place(of: element) : place,
                        explanation: "'\(text)' \(error.reason)"))
            }
        }
        return values
    }

    /// A key is given, whether its value fits or not.
    func isGiven(_ key: String) -> Bool {
        let (name, isSecret) = (ConfigKey(key), Settings.isSecret(key))
        return reader.string(forKey: name, isSecret: isSecret) != nil
            || reader.stringArray(forKey: name, isSecret: isSecret) != nil
    }

    /// The file's keys that were not asked for.
    var unknownKeys: [String] {
        let asked = Set(askedKeys)
        return file?.keys.filter { !asked.contains($0) } ?? []
    }

    /// The file's keys without a value.
    var emptyKeys: [String] { file?.emptyKeys ?? [] }

    /// Adds what is wrong with a key.
    mutating func reject(_ key: String, _ explanation: String) {
        reject(place: place(of: key), explanation)
    }

    /// Adds what is wrong somewhere.
    mutating func reject(place: String, _ explanation: String) {
        problems.append(ConfigurationProblem(place: place, explanation: explanation))
    }

    private func place(of key: String) -> String {
        isGiven(key) ? answers.encodedKey ?? key : file?.place(of: key) ?? key
    }
}

/// Which source answered last, under which name.
private final class LastAnswer: AccessReporter {
    private let last = Mutex<String?>(nil)

    var encodedKey: String? { last.withLock { $0 } }

    func report(_ event: AccessEvent) {
        let answer = event.providerResults.last.flatMap { try? $0.result.get().encodedKey }
        last.withLock { $0 = answer }
    }
}
