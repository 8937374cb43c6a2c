import Journaling
import PubSub
import XMPP

/// An answer that waits for its items: decided already, and to be completed beside the writer.
struct Reading: Sendable {
    let job: Job
    let decided: Batch.Decided

    /// What the writer is told once the answer is gone.
    struct End: Sendable {
        var account: JID?
        /// Why the items could not be read.
        var error: JournalError?
    }

    /// Fetches the items and answers.
    func perform(on journal: any Journal) -> End {
        do throws(JournalError) {
            let (publications, gone) = try journal.publications(
                of: decided.reply.references, maximumBytes: job.maximumBytes)
            let reply = gone.isEmpty ? decided.reply : decided.reply.without(gone)
            job.completion(
                .success(Outcome(reply: reply, head: decided.head, publications: publications)))
            return End(account: job.account)
        } catch {
            job.refuse(.unavailable(error))
            return End(account: job.account, error: error)
        }
    }
}

extension PubSubError {
    /// What is wrong is for the log: strangers learn no paths.
    static func unavailable(_ error: JournalError) -> PubSubError {
        .unavailable("Nothing can be stored or read at present: \(error.summary).")
    }
}
