import NIOSSL
import PubSub

/// From when until when a certificate counts, those above it included.
struct CertificateAge: Sendable, Hashable {
    var begins: Timestamp
    var ends: Timestamp

    /// - Parameter chain: at least one.
    init(_ chain: [NIOSSLCertificate]) {
        let begins = chain.map(\.notValidBefore).max() ?? 0
        let ends = chain.map(\.notValidAfter).min() ?? 0
        self.init(
            begins: Timestamp(milliseconds: Int64(begins) * 1000),
            ends: Timestamp(milliseconds: Int64(ends) * 1000))
    }

    init(begins: Timestamp, ends: Timestamp) {
        self.begins = begins
        self.ends = ends
    }

    /// What it is at a moment.
    enum State: Sendable, Hashable {
        case early, good, expiring, expired
    }

    func state(at now: Timestamp) -> State {
        if now < begins { return .early }
        guard now < ends else { return .expired }
        // Who renews early does so when a third is left, be it of ninety days or of six.
        let notice = min(Self.longestNotice, (ends.milliseconds - begins.milliseconds) / 4)
        return ends.milliseconds - now.milliseconds < notice ? .expiring : .good
    }

    private static let longestNotice: Int64 = 14 * dayMilliseconds
    private static let dayMilliseconds: Int64 = 86_400_000

    /// What there is to say about it: the end of a sentence that begins with the file's name.
    func clause(at now: Timestamp) -> String {
        let days = (ends.milliseconds - now.milliseconds) / Self.dayMilliseconds
        switch state(at: now) {
        case .early: return "is not valid before \(begins): browsers refuse it until then"
        case .good: return "is valid until \(ends)"
        case .expiring:
            return "expires in \(days == 1 ? "one day" : "\(days) days"), at \(ends): renew it"
        case .expired: return "expired at \(ends): renew it, browsers refuse it"
        }
    }
}
