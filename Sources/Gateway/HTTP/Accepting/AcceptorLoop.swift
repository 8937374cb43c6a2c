import Fanout
import PubSub

/// The thread of an acceptor.
///
/// It turns: it takes what the kernel and its mailbox have for it, and then submits all requests of the turn
/// to the pipeline at once. A guest, a connection that is not decided yet, first waits for its bytes, then for
/// the service's answer. All of it belongs to this one thread, and nothing here waits.
final class AcceptorLoop {
    /// A connection that is not decided yet.
    struct Guest {
        let descriptor: Int32
        let peer: NetworkAddress?
        let place: ConnectionRegistry.Place
        /// The kernel is to tell when there is something to read.
        var isWatched = false
        /// `nil` while there is nothing to read.
        var asking: Asking?
    }

    /// A stream that waits for the service.
    struct Asking {
        let order: Routes.StreamOrder
        let head: HeadReader.Head
        var opening: StreamOpening
    }

    let services: RequestHandler.Services
    let handOver: ConnectionHandOver
    let mailbox: AcceptorMailbox
    let poller: Poller
    let heads: HeadReader
    /// By the number in which they came.
    var guests: [UInt64: Guest] = [:]
    /// For their bytes: NIO has the time-outs of those who say nothing for long.
    var waiting: WaitingRoom
    /// For the service's answer.
    var asking: WaitingRoom
    /// To be submitted at the end of the turn.
    var jobs: [Job] = []
    var now = Kernel.now
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 8192, alignment: 16)
    private var lastNumber: UInt64 = 0
    private var listeners: [Int32] = []
    private var isOver = false
    /// There is no room for further connections: those that come wait in the kernel's queue.
    private var isPaused = false
    /// When to look for room again, though nobody says so; 0: never.
    private var pauseEnd: Int64 = 0

    /// Where the system has nothing left for a connection, how long until it is asked again.
    private static let shortage: Int64 = 100
    /// So many connections are taken before the others get their turn.
    private static let acceptedAtOnce = 64
    /// The words of sockets that listen; guests have their numbers.
    private static let listening: UInt64 = 1 << 63

    init(_ setup: ConnectionSetup, mailbox: AcceptorMailbox) {
        services = setup.services
        handOver = ConnectionHandOver(setup: setup)
        let limits = setup.services.limits
        heads = HeadReader(limits: limits)
        waiting = WaitingRoom(patience: Int64(limits.requestTimeout / .milliseconds(10)))
        asking = WaitingRoom(patience: Int64(limits.answerTimeout / .milliseconds(1)))
        self.mailbox = mailbox
        poller = Poller(doorbell: mailbox.doorbell)
    }

    deinit { buffer.deallocate() }

    func run() {
        while !isOver { turn() }
        for number in Array(guests.keys) { dismiss(number) }
        for listener in listeners { Kernel.letGo(listener) }
    }

    private func turn() {
        var timeout = self.timeout
        if timeout != 0, !mailbox.fallAsleep() { timeout = 0 }
        poller.wait(milliseconds: timeout) { handle($0) }
        now = Kernel.now
        for letter in mailbox.takeAll() { handle(letter) }
        for number in waiting.overdue(at: now) { giveAway(number) }
        for number in asking.overdue(at: now) { answerLate(number) }
        if isPaused, pauseEnd > 0, now >= pauseEnd { goOn() }
        guard !jobs.isEmpty else { return }
        services.routes.streams.pipeline.submit(jobs)
        jobs.removeAll(keepingCapacity: true)
    }

    /// How long the loop may sleep, in milliseconds; -1: until it is woken.
    private var timeout: Int64 {
        let pause = isPaused && pauseEnd > 0 ? max(0, pauseEnd - now) : nil
        return [waiting.wait(at: now), asking.wait(at: now), pause].compactMap { $0 }.min() ?? -1
    }

    private func handle(_ event: Poller.Event) {
        if event.word == Poller.doorbell {
            mailbox.doorbell.quieten()
        } else if event.word & Self.listening != 0 {
            accept(from: Int32(truncatingIfNeeded: event.word & ~Self.listening))
        } else {
            look(event.word)
        }
    }

    private func handle(_ letter: AcceptorMailbox.Letter) {
        switch letter {
        case .listen(let socket):
            listeners.append(socket)
            if !isPaused { watch(socket) }
        case .stopListening(let socket, let completion):
            listeners.removeAll { $0 == socket }
            poller.remove(socket)
            Kernel.letGo(socket)
            completion()
        case .outcome(let result, let number): proceed(number, result)
        case .command(let command, let number): obey(command, number)
        case .room: goOn()
        case .end: isOver = true
        }
    }

    private func watch(_ listener: Int32) {
        // With nothing left to watch it with, try again soon.
        guard !poller.add(listener: listener, word: Self.listening | UInt64(listener)) else {
            return
        }
        pause(for: Self.shortage)
    }

    private func accept(from listener: Int32) {
        for _ in 0..<Self.acceptedAtOnce where !isPaused {
            guard services.connections.hasRoom(otherwise: { [mailbox] in mailbox.post(.room) })
            else { return pause() }
            switch Kernel.accept(listener) {
            case .connection(let descriptor, let peer): welcome(descriptor, peer)
            case .nobody: return
            case .exhausted: pause(for: Self.shortage)
            }
        }
    }

    private func welcome(_ descriptor: Int32, _ peer: NetworkAddress?) {
        lastNumber += 1
        let number = lastNumber
        let place = services.connections.enter { [mailbox] command in
            mailbox.post(.command(command, guest: number))
        }
        guests[number] = Guest(descriptor: descriptor, peer: peer, place: place)
        look(number)
    }

    private func pause(for milliseconds: Int64 = 0) {
        if !isPaused { for listener in listeners { poller.remove(listener) } }
        isPaused = true
        pauseEnd = milliseconds == 0 ? 0 : now + milliseconds
    }

    private func goOn() {
        guard isPaused else { return }
        isPaused = false
        for listener in listeners where !isPaused { watch(listener) }
    }
}
