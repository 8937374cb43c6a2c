import GRDB

extension JournalError {
    /// What an error of the database means for the journal at a path.
    init(_ error: any Error, path: String) {
        switch error {
        case let error as JournalError: self = error
        case let error as DamagedRow: self = .corrupt(path: path, detail: error.detail)
        case let error as DatabaseError: self.init(error, path: path)
        default: self = .unavailable("\(path): \(error)")
        }
    }

    private init(_ error: DatabaseError, path: String) {
        let detail = error.message ?? "result \(error.extendedResultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self = .locked(path: path, by: nil)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT:
            self = .corrupt(path: path, detail: detail)
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
            self = .readOnly(path: path)
        case .SQLITE_FULL:
            self = .full(path: path)
        case .SQLITE_MISUSE:
            // The only misuse there can be: the connections are gone.
            self = .closed
        default:
            self = .unavailable("\(path): \(detail)")
        }
    }
}
