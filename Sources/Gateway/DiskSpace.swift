import Glibc

/// The room on the file system of the data folder.
struct DiskSpace: Sendable, Hashable {
    var freeBytes: Int
    var totalBytes: Int

    /// What the system says now; `nil`: nothing.
    init?(atFolder path: String) {
        var figures = statvfs()
        guard statvfs(path, &figures) == 0 else { return nil }
        let block = Int(figures.f_frsize)
        // Without what is kept for root.
        self.init(
            freeBytes: Int(figures.f_bavail) * block, totalBytes: Int(figures.f_blocks) * block)
    }

    init(freeBytes: Int, totalBytes: Int) {
        self.freeBytes = freeBytes
        self.totalBytes = totalBytes
    }

    /// Somebody should make room before nothing can be stored any more.
    var isNearlyFull: Bool {
        freeBytes < 1024 * 1024 * 1024 && freeBytes < totalBytes / 20
    }

    /// What `/status` says of it. Strangers learn no paths.
    var status: StatusReport.Part {
        let room = "\(freeBytes / 1024 / 1024) MiB of \(totalBytes / 1024 / 1024) MiB are free"
        return StatusReport.Part(
            name: "disk", level: isNearlyFull ? .warn : .core,
            message: isNearlyFull
                ? "\(room) where the data is: make room, or keep less history (retention.bytes)"
                : room,
            figures: [.init("free_bytes", freeBytes), .init("total_bytes", totalBytes)])
    }
}
