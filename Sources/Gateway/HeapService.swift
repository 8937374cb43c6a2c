import CKernel
import Glibc
import Logging
import NIOPosix
import ServiceLifecycle

/// Gives back to the system what the heap holds in reserve after a burst (`HeapReserve`).
struct HeapService: Service {
    let threads: NIOThreadPool
    let logger: Logger

    /// How often it looks. A look reads three numbers of the kernel's.
    private static let interval = Duration.seconds(2)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            guard var reserve = ResidentMemory.now.map(HeapReserve.init) else { return }
            // Sleeping ends by a throw at shutdown, and so does the loop.
            while (try? await Task.sleep(for: Self.interval)) != nil {
                guard let resident = ResidentMemory.now, reserve.isDue(resident: resident) else {
                    continue
                }
                await trimOffLoop()
                let left = ResidentMemory.now ?? resident
                reserve.givenBack(resident: left)
                logger.debug("memory given back", metadata: ["bytes": "\(resident - left)"])
            }
        }
    }

    /// The heap of each thread is locked while it is looked through: for milliseconds in a large one.
    private func trimOffLoop() async {
        do {
            try await threads.runIfActive { _ = malloc_trim(0) }
        } catch {
            logger.debug("memory is no more given back: \(error)")
        }
    }
}

/// What the kernel says of the process's memory (proc_pid_statm(5)).
enum ResidentMemory {
    /// In bytes, without pages of files; `nil`: the kernel does not tell.
    static var now: Int? {
        let file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var text = [UInt8](repeating: 0, count: 128)
        let count = read(file, &text, text.count)
        let fields = text.prefix(max(0, count)).split(separator: UInt8(ascii: " "))
        guard fields.count > 2,
            let resident = Int(String(decoding: fields[1], as: UTF8.self)),
            let shared = Int(String(decoding: fields[2], as: UTF8.self))
        else { return nil }
        return (resident - shared) * Int(getpagesize())
    }
}
