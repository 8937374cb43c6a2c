public import XMPP

extension SoftwareVersion {
    /// This program.
    public static let sluice = SoftwareVersion(name: "Sluice", version: "0.1.0")
}
