import Foundation
import PubSub

extension Timestamp {
    /// The system's clock.
    static var now: Timestamp {
        Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }
}
