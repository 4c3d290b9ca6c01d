// swift-tools-version: 6.2
import PackageDescription

/// CI builds with `STOCKTAKE_WARNINGS=error`; a user's own compiler version never fails on taste.
let warningsAreErrors = Context.environment["STOCKTAKE_WARNINGS"] == "error"

let settings: [SwiftSetting] =
    [
        .strictMemorySafety(),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ] + (warningsAreErrors ? [.treatAllWarnings(as: .error)] : [])

let argumentParser = Target.Dependency.product(
    name: "ArgumentParser",
    package: "swift-argument-parser"
)

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")

let package = Package(
    name: "stocktake",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "stocktake", targets: ["StocktakeCLI"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CCrypto",
            pkgConfig: "libcrypto",
            providers: [.apt(["libssl-dev"])]
        ),
        .systemLibrary(
            name: "CCurl",
            pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"])]
        ),
        .systemLibrary(name: "CJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg-dev"])]),
        .systemLibrary(
            name: "CMicroHTTPD",
            pkgConfig: "libmicrohttpd",
            providers: [.apt(["libmicrohttpd-dev"])]
        ),
        // Loaded at run time, so nothing to find or link: see its header.
        .systemLibrary(name: "CVips"),
        .systemLibrary(
            name: "CXLSXWriter",
            pkgConfig: "xlsxwriter",
            providers: [.apt(["libxlsxwriter-dev"])]
        ),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CZBar", pkgConfig: "zbar", providers: [.apt(["libzbar-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        .target(
            name: "HTTPService",
            dependencies: ["CMicroHTTPD", "Platform"],
            swiftSettings: settings
        ),
        .target(
            name: "HTTPTransfer",
            dependencies: ["CCurl", "Platform"],
            swiftSettings: settings
        ),
        .target(name: "Imaging", dependencies: ["CJPEG", "CVips"], swiftSettings: settings),
        .target(name: "JSONSchema", swiftSettings: settings),
        .target(name: "Platform", dependencies: ["CCrypto", "CZlib"], swiftSettings: settings),
        .target(name: "SymbolReading", dependencies: ["CZBar"], swiftSettings: settings),
        .target(name: "XLSX", dependencies: ["CXLSXWriter"], swiftSettings: settings),
        .target(name: "YAML", dependencies: ["CYAML"], swiftSettings: settings),
        .target(
            name: "Stocktake",
            dependencies: [
                "HTTPTransfer", "Imaging", "JSONSchema", "Platform", "SymbolReading", "XLSX",
                "YAML",
                grdb,
            ],
            resources: [
                .embedInCode("Labels/gs1-syntax-dictionary.txt"),
                .embedInCode("Price/models.yaml"),
                .embedInCode("Price/pricing.yaml"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "Rehearsal",
            dependencies: ["HTTPService", "JSONSchema", "Platform", "Stocktake"],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "StocktakeCLI",
            dependencies: ["JSONSchema", "Platform", "Rehearsal", "Stocktake", argumentParser],
            swiftSettings: settings
        ),

        .testTarget(
            name: "ImagingTests",
            dependencies: ["Imaging"],
            exclude: ["Fixtures"],
            swiftSettings: settings
        ),
        // Servers that misbehave, for tests only.
        .target(
            name: "ServiceFaults",
            dependencies: ["JSONSchema", "Platform", "Rehearsal"],
            path: "Tests/ServiceFaults",
            swiftSettings: settings
        ),
        .testTarget(
            name: "HTTPServiceTests",
            dependencies: ["HTTPService", "ServiceFaults"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "HTTPTransferTests",
            dependencies: ["HTTPTransfer", "Platform", "ServiceFaults"],
            swiftSettings: settings
        ),
        .testTarget(name: "JSONSchemaTests", dependencies: ["JSONSchema"], swiftSettings: settings),
        .testTarget(name: "PlatformTests", dependencies: ["Platform"], swiftSettings: settings),
        .testTarget(
            name: "RehearsalTests",
            dependencies: ["JSONSchema", "Rehearsal", "ServiceFaults", "Stocktake"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ServiceFaultsTests",
            dependencies: ["JSONSchema", "Platform", "Rehearsal", "ServiceFaults"],
            exclude: ["Answers"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "SymbolReadingTests",
            dependencies: ["Imaging", "SymbolReading"],
            swiftSettings: settings
        ),
        .testTarget(name: "XLSXTests", dependencies: ["XLSX"], swiftSettings: settings),
        .testTarget(name: "YAMLTests", dependencies: ["YAML"], swiftSettings: settings),
        .testTarget(
            name: "StocktakeTests",
            dependencies: [
                "HTTPTransfer", "Imaging", "JSONSchema", "Platform", "Stocktake", "SymbolReading",
                "XLSX", "YAML", grdb,
            ],
            exclude: ["Golden"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "StocktakeCLITests",
            dependencies: [
                "Imaging", "JSONSchema", "Platform", "Rehearsal", "ServiceFaults", "Stocktake",
                "StocktakeCLI",
            ],
            swiftSettings: settings
        ),
    ],
    swiftLanguageModes: [.v6]
)
