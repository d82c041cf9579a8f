// swift-tools-version: 6.2
import PackageDescription

// Targets stand in floors, ground floor first. A target imports only from floors below its own;
// `swift run dev tidy` holds every `import` line against this list.

let house: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

let houseC: [CSetting] = [
  .enableWarning("all"), .enableWarning("extra"),
  .treatAllWarnings(as: .error),
]

// Kernels are optimised in debug builds too: a test that runs the model must not take minutes.
let kernelC: [CSetting] = houseC + [.unsafeFlags(["-O3", "-fno-math-errno"])]

// The tokenizers' inner loops, likewise.
let hot: [SwiftSetting] = house + [.unsafeFlags(["-O"])]

func library(
  _ name: String, _ dependencies: [Target.Dependency] = [], settings: [SwiftSetting] = house
) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.byName(name: name), "TestSupport"] + dependencies,
    swiftSettings: house)
}

let package = Package(
  name: "promptls",
  platforms: [.macOS(.v26)],
  products: [.executable(name: "promptls", targets: ["promptls"])],
  targets: [
    // MARK: Ground floor: no project imports.
    .target(name: "CKernels", cSettings: kernelC),
    .target(name: "CMapping", cSettings: houseC),
    .target(name: "CMerging", cSettings: kernelC),
    .target(name: "CVocabularies", exclude: ["packed"], cSettings: houseC),
    .target(
      name: "CDefaultModel", exclude: ["packed", "MODEL.md", "SOURCES.md", "loss.svg"],
      cSettings: houseC),
    .target(name: "CProtocol", cSettings: houseC),
    library("UnicodeTables", settings: hot),
    library("Text", settings: hot),
    library("Files"),
    library("Digests", settings: hot),
    // `Double` to `Int` needs libm, which Foundation would have brought along.
    .target(
      name: "JSONCoding", swiftSettings: house, linkerSettings: [.linkedLibrary("m")]),

    // MARK: First floor: one idea each.
    library("Tokenizers", ["CMerging", "UnicodeTables"], settings: hot),
    library(
      "Model", ["CKernels", "CMapping", "Digests", "Files", "JSONCoding", "UnicodeTables"]),
    library("JSONRPC", ["JSONCoding"]),
    library("LanguageServerProtocol", ["JSONCoding"]),
    // Optimised: every message of every test goes through it.
    library("ProtocolModel", ["CProtocol", "JSONCoding"], settings: hot),

    // MARK: Second floor: prompts.
    library("Documents", ["Text", "Tokenizers"], settings: hot),
    library("TokenizerFiles", ["JSONCoding", "Tokenizers", "UnicodeTables"]),
    library("TokenizerTraining", ["Digests", "Tokenizers", "UnicodeTables"], settings: hot),
    library("Vocabularies", ["CVocabularies", "Tokenizers"]),
    library("DefaultModel", ["CDefaultModel", "Digests", "Model"]),
    library("Healing", ["Tokenizers", "UnicodeTables"], settings: hot),
    library("Translation", ["Tokenizers", "UnicodeTables"]),
    library("Completion", ["Healing", "Model", "Tokenizers"]),
    library(
      "Training", ["CKernels", "Digests", "Files", "Model", "Tokenizers", "UnicodeTables"]),
    library("WordVectors", ["JSONCoding", "Model", "Tokenizers"], settings: hot),
    library("PromptFormats", settings: hot),
    library("PromptPictures", ["UnicodeTables"], settings: hot),
    .target(
      name: "PromptAnalysis",
      dependencies: [
        "Documents", "Healing", "PromptFormats", "Text", "Tokenizers", "Translation",
        "UnicodeTables",
      ], exclude: ["Rules/README.md"], swiftSettings: house),

    // MARK: Third floor: the server.
    library(
      "PromptServer",
      [
        "Completion", "Digests", "Documents", "Healing", "JSONCoding", "JSONRPC",
        "LanguageServerProtocol", "Model", "PromptAnalysis", "PromptFormats", "Text", "Tokenizers",
        "Translation", "WordVectors",
      ]),

    // MARK: Roof: threads and arguments.
    library("Daemon", ["Files", "JSONCoding", "JSONRPC", "Model", "PromptServer"]),
    library("Folders", ["Files"]),
    .executableTarget(
      name: "promptls",
      dependencies: [
        "Completion", "Daemon", "DefaultModel", "Digests", "Files", "Folders", "JSONCoding",
        "JSONRPC", "Model", "PromptAnalysis", "PromptFormats", "PromptPictures", "PromptServer",
        "ProtocolModel", "Text", "TokenizerFiles", "TokenizerTraining", "Tokenizers", "Training",
        "Vocabularies", "WordVectors",
      ],
      swiftSettings: house,
      // Debug information is a fifth of the file; the names that a trace of calls needs stay.
      linkerSettings: [.unsafeFlags(["-Xlinker", "-S"], .when(configuration: .release))]),

    // MARK: Workshop: never shipped.
    .executableTarget(
      name: "dev",
      dependencies: [
        "Digests", "Healing", "JSONCoding", "ProtocolModel", "Tokenizers", "UnicodeTables",
      ],
      swiftSettings: house),
    .executableTarget(
      name: "bench",
      dependencies: [
        "Completion", "Daemon", "DefaultModel", "Documents", "Healing", "Model", "TestSupport",
        "Text", "Tokenizers", "Vocabularies",
      ],
      swiftSettings: house),

    // MARK: Tests.
    .target(
      name: "TestSupport",
      dependencies: [
        "CKernels", "Digests", "JSONCoding", "Model", "ProtocolModel", "Text", "Tokenizers",
        "Vocabularies",
      ],
      path: "Tests/TestSupport", swiftSettings: hot),
    .target(
      name: "HostileInput",
      dependencies: [
        "Completion", "Digests", "Documents", "Healing", "JSONCoding", "JSONRPC", "Model",
        "PromptFormats", "PromptServer", "TestSupport", "Text", "TokenizerFiles", "Tokenizers",
        "Vocabularies", "WordVectors",
      ],
      path: "Tests/HostileInput", swiftSettings: hot),
    tests("HostileInput"),
    tests("JSONCoding"),
    tests("JSONRPC", ["JSONCoding"]),
    tests("ProtocolModel", ["JSONCoding"]),
    tests("Text"),
    tests("Files"),
    tests("Digests"),
    tests("UnicodeTables"),
    tests("Folders"),
    tests("Documents", ["Text", "Tokenizers", "Vocabularies"]),
    tests("Tokenizers", ["Digests", "Text", "Vocabularies"]),
    tests("TokenizerFiles", ["JSONCoding", "Tokenizers", "UnicodeTables", "Vocabularies"]),
    tests("TokenizerTraining", ["TokenizerFiles", "Tokenizers", "Vocabularies"]),
    tests("WordVectors", ["JSONCoding", "Model", "Tokenizers"]),
    tests("Model", ["CKernels"]),
    tests("Healing", ["Digests", "Text", "Tokenizers", "Vocabularies"]),
    tests("Translation", ["Tokenizers", "Vocabularies"]),
    tests("DefaultModel", ["Model", "Tokenizers", "Vocabularies"]),
    tests("Training", ["CKernels", "Files", "Model", "Tokenizers", "Vocabularies"]),
    tests("PromptFormats"),
    tests("PromptPictures", ["Tokenizers", "Vocabularies"]),
    tests("PromptAnalysis", ["PromptFormats", "Healing", "Text", "Tokenizers", "Vocabularies"]),
    tests("Completion", ["Healing", "Model", "PromptAnalysis", "Tokenizers", "Vocabularies"]),
    tests(
      "PromptServer",
      ["JSONCoding", "JSONRPC", "Model", "ProtocolModel", "Text", "Vocabularies", "WordVectors"]),
    tests("Daemon", ["JSONCoding", "JSONRPC", "Model", "ProtocolModel", "promptls"]),
  ],
  cLanguageStandard: .c2x
)

// `Tests/Tools/fuzz/run` sets FUZZ: only where it builds is there a libFuzzer to link.
if Context.environment["FUZZ"] != nil {
  package.targets += [
    .executableTarget(
      name: "fuzz", dependencies: ["HostileInput"], path: "Tests/Tools/fuzz/Driver",
      swiftSettings: house)
  ]
}
