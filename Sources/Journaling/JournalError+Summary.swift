extension JournalError {
    /// What is wrong in some words, for whom the paths of the disk are no business of.
    public var summary: String {
        switch self {
        case .locked: "another program has the journal open"
        case .corrupt: "the journal is damaged"
        case .readOnly: "the journal may not be written"
        case .full: "the disk is full"
        case .tooNew: "the journal is of a later version"
        case .misplaced: "the journal is out of step"
        case .unavailable: "the disk refuses"
        case .closed: "the journal is closed"
        }
    }
}
