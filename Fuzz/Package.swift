// swift-tools-version: 6.2
import PackageDescription

// A package of its own: what is linked with a fuzzer's main function cannot be a part of
// `swift build` or `swift test`.
let package = Package(
    name: "fuzz",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "sluice", path: "..")],
    targets: [
        .executableTarget(
            name: "Conversation",
            dependencies: [
                .product(name: "PubSub", package: "sluice"),
                .product(name: "XMPP", package: "sluice"),
            ],
            swiftSettings: [.swiftLanguageMode(.v6), .unsafeFlags(["-parse-as-library"])])
    ]
)
