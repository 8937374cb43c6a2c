/// Whose pages may read what Sluice answers (Fetch §3.3), as the operator decides it.
public struct OriginPolicy: Sendable, Hashable {
    /// The origins whose pages may read answers.
    public enum Origins: Sendable, Hashable {
        /// Every page, as with Prosody's modules.
        case any
        /// Those of these origins, each as browsers write it (`https://www.example.org`), and those
        /// that Sluice serves itself.
        case listed(Set<String>)
    }

    /// Whose pages.
    public var origins: Origins
    /// Pages may send cookies and client certificates along (`withCredentials`). Never true of `any`:
    /// browsers refuse it, and it would let every page act for its visitor.
    public var allowsCredentials: Bool

    /// By default every page, without credentials.
    public init(origins: Origins = .any, allowsCredentials: Bool = false) {
        self.origins = origins
        self.allowsCredentials = allowsCredentials
    }
}
