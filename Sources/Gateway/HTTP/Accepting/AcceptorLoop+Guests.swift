import Fanout
import PubSub

// What becomes of guests.
extension AcceptorLoop {
    /// Looks at what a guest has sent, if it has.
    func look(_ number: UInt64) {
        guard let guest = guests[number], guest.asking == nil else { return }
        switch Kernel.peek(guest.descriptor, into: buffer) {
        case .bytes(let count):
            consider(number, guest, UnsafeRawBufferPointer(rebasing: buffer.prefix(count)))
        case .nothing: wait(number, guest)
        case .ended: dismiss(number)
        }
    }

    private func wait(_ number: UInt64, _ guest: Guest) {
        guard !guest.isWatched, poller.add(reading: guest.descriptor, word: number) else {
            return giveAway(number)
        }
        guests[number]?.isWatched = true
        waiting.enter(number, at: now)
    }

    private func consider(_ number: UInt64, _ guest: Guest, _ bytes: UnsafeRawBufferPointer) {
        let routes = services.routes
        guard let head = heads.read(bytes, from: guest.peer),
            let order = (try? routes.streamOrder(head.request)) ?? nil
        else { return giveAway(number) }
        waiting.leave(number)
        do throws(Problem) {
            let opening = try routes.opening(order)
            guests[number]?.asking = Asking(order: order, head: head, opening: opening)
            asking.enter(number, at: now)
            ask(number, opening)
        } catch {
            giveAway(number, foreseen: .response(routes.refused(error, head.request)))
        }
    }

    private func ask(_ number: UInt64, _ opening: StreamOpening) {
        jobs.append(
            Job(request: opening.request, maximumBytes: StreamOpening.maximumBytes) {
                [mailbox] in mailbox.post(.outcome($0, guest: number))
            })
    }

    /// Goes on with what the service says.
    func proceed(_ number: UInt64, _ result: Result<Outcome, PubSubError>) {
        guard let guest = guests[number], var asking = guest.asking else { return }
        do throws(Problem) {
            guard let answer = try asking.opening.proceed(result) else {
                guests[number]?.asking = asking
                return ask(number, asking.opening)
            }
            switch services.routes.finished(answer, for: asking.order) {
            case .stream(let stream): begin(stream, guest, number, asking.head)
            case .response(let response): giveAway(number, foreseen: .response(response))
            }
        } catch {
            let response = services.routes.refused(error, asking.order.request)
            giveAway(number, foreseen: .response(response))
        }
    }

    private func begin(
        _ stream: AcceptedStream, _ guest: Guest, _ number: UInt64, _ head: HeadReader.Head
    ) {
        let account: Int32
        do throws(Problem) {
            account = try services.admission.open(
                address: stream.client, identity: stream.identity, nodes: stream.addresses)
        } catch {
            var refused = stream
            refused.refusal = error
            return giveAway(number, foreseen: .stream(refused))
        }
        guard Kernel.skip(head.count, of: guest.descriptor, into: buffer) else {
            services.admission.close([account])
            return dismiss(number)
        }
        release(number, guest)
        var reader = stream.reader(
            .socket(guest.descriptor), head: .http1, framing: head.framing)
        reader.account = account
        services.hub.attach(reader)
        services.connections.leave(guest.place)
    }

    /// Gives a guest to NIO, unread.
    ///
    /// - Parameter foreseen: the answer to its request, where that is decided.
    func giveAway(_ number: UInt64, foreseen: RouteAnswer? = nil) {
        guard let guest = guests[number] else { return }
        release(number, guest)
        handOver.give(guest.descriptor, at: guest.place, foreseen: foreseen)
    }

    /// Nobody answers a guest, who waits.
    func answerLate(_ number: UInt64) {
        guard let asking = guests[number]?.asking else { return }
        let response = services.routes.finished(
            Problem.lateAnswer.response, for: asking.order.request)
        giveAway(number, foreseen: .response(response))
    }

    /// Closes a guest's connection.
    func dismiss(_ number: UInt64) {
        guard let guest = guests[number] else { return }
        release(number, guest)
        Kernel.close(guest.descriptor)
        services.connections.leave(guest.place)
    }

    /// Knows a guest no more, whose connection goes on.
    private func release(_ number: UInt64, _ guest: Guest) {
        guests[number] = nil
        waiting.leave(number)
        asking.leave(number)
        if guest.isWatched { poller.remove(guest.descriptor) }
    }

    /// Does what the registry says. Who is owed an answer gets it first.
    func obey(_ command: ConnectionCommand, _ number: UInt64) {
        guard let guest = guests[number] else { return }
        switch command {
        case .yield where guest.asking == nil:
            services.admission.connectionShed()
            dismiss(number)
        case .quiesce where guest.asking == nil: dismiss(number)
        case .yield, .quiesce: break
        case .close: dismiss(number)
        }
    }
}
