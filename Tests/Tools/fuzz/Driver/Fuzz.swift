import Foundation
import HostileInput

/// What libFuzzer, which has the `main`, calls first: a search goes on with the arguments for it, and
/// all else is done here.
@_cdecl("LLVMFuzzerInitialize")
func initialize(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>
) -> CInt {
  guard let options = Fuzz.main() else { exit(0) }
  let pointers = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(
    capacity: options.count + 1)
  for (index, option) in options.enumerated() { unsafe pointers[index] = strdup(option) }
  unsafe pointers[options.count] = nil
  unsafe (count.pointee, arguments.pointee) = (CInt(options.count), pointers)
  return 0
}

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
func take(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  unsafe Search.take(UnsafeBufferPointer(start: data, count: size))
}

/// What libFuzzer calls to make an input of another.
@_cdecl("LLVMFuzzerCustomMutator")
func change(_ data: UnsafeMutablePointer<UInt8>?, _ size: Int, _ room: Int, _ seed: UInt32) -> Int {
  unsafe Search.change(UnsafeMutableBufferPointer(start: data, count: room), size, seed: seed)
}

/// The changes that libFuzzer makes of itself.
@_silgen_name("LLVMFuzzerMutate")
func usualChange(_ data: UnsafeMutablePointer<UInt8>?, _ size: Int, _ room: Int) -> Int

/// Searches for inputs that break a target: see `Tests/robustness.md`.
///
/// `Tests/Tools/fuzz/run` builds and runs it.
enum Fuzz {
  private static let usage = """
    usage: fuzz list
           fuzz search TARGET FOLDER SECONDS [libFuzzer's options]
           fuzz replay TARGET FILE...
           fuzz mutate TARGET COUNT [SEED]

    """

  /// Does what the arguments say; gives libFuzzer's arguments where that is a search.
  static func main() -> [String]? {
    do {
      return try run(Array(CommandLine.arguments.dropFirst()))
    } catch {
      FileHandle.standardError.write(Data("fuzz: \(error)\n".utf8))
      exit(1)
    }
  }

  private static func run(_ arguments: [String]) throws -> [String]? {
    switch (arguments.first, arguments.count) {
    case ("list", _):
      print(HostileTarget.all.map(\.name).joined(separator: "\n"))
    case ("search", 4...):
      return try Search(arguments[1], folder: arguments[2], seconds: Double(arguments[3]) ?? 60)
        .begin(options: Array(arguments[4...]))
    case ("replay", 3...):
      try replay(HostileTarget.named(arguments[1]), arguments[2...])
    case ("mutate", 3...):
      let seed = arguments.count > 3 ? UInt64(arguments[3]) ?? 1 : 1
      try MutationRun(
        HostileTarget.named(arguments[1]), count: Int(arguments[2]) ?? 1000, seed: seed
      ).run()
    default:
      throw DriverError(description: Self.usage)
    }
    return nil
  }
}

/// Hands in files and says what each took.
func replay(_ target: HostileTarget, _ files: ArraySlice<String>) throws {
  for file in files {
    let bytes = try [UInt8](Data(contentsOf: URL(filePath: file)))
    let start = CPUTime.now
    do {
      let isTaken = try target.run(bytes)
      let took = Int((CPUTime.now - start) * 1e6)
      print("\(file): \(isTaken ? "taken" : "refused"), \(took) µs, \(bytes.count) bytes")
    } catch {
      print("\(file): BROKEN PROMISE: \(error)")
    }
  }
}

extension HostileTarget {
  static func named(_ name: String) throws -> HostileTarget {
    guard let target = all.first(where: { $0.name == name }) else {
      throw DriverError(description: "there is no target \(name)")
    }
    return target
  }
}

struct DriverError: Error, CustomStringConvertible {
  let description: String
}
