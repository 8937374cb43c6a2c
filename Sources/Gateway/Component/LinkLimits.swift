import XMPP

/// The times and sizes of a link; the defaults suit the servers that we know.
struct LinkLimits: Sendable {
    /// How long the system may take to make a TCP connection.
    var connectTimeout = Duration.seconds(10)
    /// How often the clock of the stream is looked at.
    var tick = Duration.seconds(1)
    /// Silence after which the server is asked for a sign of life.
    var pingAfter = Duration.seconds(60)
    /// How long it may take to give one, or to take the next step of the handshake.
    var deadAfter = Duration.seconds(30)
    /// At the end: how long answers are waited for, and then how long the server's own farewell.
    var closeTimeout = Duration.seconds(2)
    /// How long whoever takes the connection has to say its first word.
    var answerAfter = Duration.seconds(10)
    /// The waits between two attempts.
    var backoff = Backoff()
    /// Reading stops at this many requests without an answer, and goes on below half of it.
    var maximumUnanswered = 1000
    /// Reading stops when more than this is yet to be taken by the server, and goes on at half of it:
    /// a server that does not read its answers asks nothing more.
    var pausingBytes = 4 * 1024 * 1024
    /// When what waits for the server takes more memory than this, only short answers are added. A
    /// notification takes that of its content, however many subscribers it is for.
    var maximumWaitingBytes = 16 * 1024 * 1024
    /// The largest stanza that is sent. Prosody closes the stream over one of more than 512 KiB.
    var maximumStanzaBytes = 500 * 1024
    /// What may come. A server lets a stanza of 512 KiB in, and writes each quote in it as six
    /// bytes: a stanza that some user may send is never a reason to lose the link.
    var reading = XMLLimits(maximumBytes: 4 * 1024 * 1024)
}
