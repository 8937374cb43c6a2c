// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "sluice",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "sluice", targets: ["sluice"]),
        .library(name: "EventStream", targets: ["EventStream"]),
        .library(name: "EventSourceClient", targets: ["EventSourceClient"]),
        .library(name: "PubSub", targets: ["PubSub"]),
        .library(name: "XMPP", targets: ["XMPP"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(
            url: "https://github.com/apple/swift-configuration", from: "1.4.0",
            traits: ["CommandLineArguments"]),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        .systemLibrary(
            name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
        .systemLibrary(
            name: "CStringprep", pkgConfig: "libidn", providers: [.apt(["libidn-dev"])]),
        .target(name: "CKernel"),
        .target(name: "EventStream", swiftSettings: settings),
        .target(name: "JSONText", swiftSettings: settings),
        .target(name: "XMPP", dependencies: ["CExpat", "CStringprep"], swiftSettings: settings),
        .target(name: "PubSub", dependencies: ["XMPP"], swiftSettings: settings),
        .target(
            name: "Journaling",
            dependencies: [
                "PubSub", "XMPP",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: settings),
        .target(
            name: "EventSourceClient",
            dependencies: [
                "EventStream",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: settings),
        .target(
            name: "Fanout", dependencies: ["CKernel", "EventStream", "JSONText", "PubSub", "XMPP"],
            swiftSettings: settings),
        .target(
            name: "Gateway",
            dependencies: [
                "CKernel", "EventStream", "Fanout", "JSONText", "Journaling", "PubSub", "XMPP",
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP2", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "sluice",
            dependencies: [
                "EventSourceClient", "EventStream", "Gateway", "XMPP",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            exclude: ["exports.map"], swiftSettings: settings,
            // An executable that exports nothing: what loads it need not look at 50,000 symbols.
            linkerSettings: [
                .unsafeFlags(
                    [
                        "-Xlinker",
                        "--version-script=\(Context.packageDirectory)/Sources/sluice/exports.map",
                    ],
                    .when(platforms: [.linux], configuration: .release))
            ]),
        .executableTarget(
            name: "microbenchmarks",
            dependencies: ["EventStream", "Fanout", "Journaling", "PubSub", "XMPP"],
            path: "Benchmarks/Micro", swiftSettings: settings),
        .target(name: "Seeding", path: "Tests/Seeding", swiftSettings: settings),
        .target(name: "Certificates", path: "Tests/Certificates", swiftSettings: settings),
        .testTarget(
            name: "EventStreamTests", dependencies: ["EventStream", "Seeding"],
            swiftSettings: settings),
        .testTarget(name: "JSONTextTests", dependencies: ["JSONText"], swiftSettings: settings),
        .testTarget(
            name: "EventSourceClientTests",
            dependencies: [
                "EventSourceClient", "EventStream",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: settings),
        .testTarget(name: "XMPPTests", dependencies: ["Seeding", "XMPP"], swiftSettings: settings),
        .testTarget(
            name: "PubSubTests", dependencies: ["PubSub", "Seeding", "XMPP"],
            exclude: ["Transcripts"],
            swiftSettings: settings),
        .testTarget(
            name: "JournalingTests",
            dependencies: [
                "Journaling", "PubSub", "Seeding", "XMPP",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "FanoutTests",
            dependencies: ["Fanout", "EventStream", "PubSub", "Seeding", "XMPP"],
            swiftSettings: settings),
        .testTarget(
            name: "ServerTests",
            dependencies: [
                "EventSourceClient", "EventStream", "Fanout", "Gateway", "Journaling", "PubSub",
                "Seeding",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "GatewayTests", dependencies: ["Certificates", "Gateway", "JSONText", "Seeding"],
            swiftSettings: settings),
    ]
)
