import Completion
import Foundation

/// `bench healed <model> <prompt>…`: each prompt completed greedily in every mode, with figures.
enum Healed {
  static func run(_ arguments: [String]) throws {
    guard let path = arguments.first, arguments.count > 1 else {
      throw BenchError(message: "usage: bench healed <model> <prompt>…")
    }
    let loaded = try LoadedModel(path: path)
    for prompt in arguments.dropFirst() {
      print("prompt  \(prompt.debugDescription)")
      for mode in [CompletionOptions.Healing.off, .backup, .exact] {
        var options = CompletionOptions()
        options.healing = mode
        options.maxTokens = 24
        let result = try loaded.completer.complete(
          [.text(Array(prompt.utf8))], options: options, model: loaded.context)
        let text = String(decoding: result.text, as: UTF8.self).debugDescription
        print(
          "\(mode.rawValue) \(text) backed up \(result.healing.backedUpTokens)",
          "cover \(result.healing.cover) p \(result.healing.probability)",
          "\(result.finishReason) \(result.usage) \(result.milliseconds)")
      }
    }
  }
}
