import Logging
import XMPP

// What the link says to the operator. The secret is in none of it.
extension ComponentLink {
    /// One line for a reason that is new: what happened, what to change, when it is tried again.
    func reportFailure(_ reason: CloseReason, _ sentence: String, nextAttemptIn wait: Duration) {
        logger.log(
            level: reason.needsOperator ? .error : .warning,
            "\(sentence) (next attempt in \(Self.seconds(wait)) s)")
    }

    /// Something was sent that does not go out as it is.
    func report(_ notice: LinkTraffic.Notice) {
        switch notice {
        case .dropping:
            logger.debug(
                "component \(address.domain) is not connected: stanzas to send are dropped")
        case .unsent(let unsent):
            logger.warning("component \(address.domain): \(unsent)")
        case .unsentBroadcast(let unsent):
            logger.warning("component \(address.domain): \(unsent)")
        case .caughtUp(let count):
            logger.warning(
                "component \(address.domain) has caught up: \(count) stanzas were not sent meanwhile"
            )
        }
    }

    /// With one decimal.
    private static func seconds(_ duration: Duration) -> String {
        let tenths = (duration.milliseconds + 50) / 100
        return "\(tenths / 10).\(tenths % 10)"
    }
}

extension Duration {
    /// The whole milliseconds.
    var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
