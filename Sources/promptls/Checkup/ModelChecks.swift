import DefaultModel
import Dispatch
import JSONCoding
import JSONRPC
import Model
import PromptServer
import Tokenizers
import Vocabularies

extension Checkup {
  /// Reads a text with each tokenizer and back.
  var tokenizers: [Finding] {
    let inside = Vocabularies.all.map(\.name)
    return library.tokenizers.map { tokenizer in
      let text = "The url of Google is http://www.google.com"
      let (ids, time) = Self.timed { tokenizer.encode(Array(text.utf8).span) }
      let size = "\(tokenizer.vocabularySize) tokens, \(time)"
      let origin = inside.contains(tokenizer.name) ? "built in" : "from a file"
      guard !ids.isEmpty, !tokenizer.isLossless || (try? tokenizer.decode(ids)) == Array(text.utf8)
      else {
        return .wrong(
          "tokenizer", tokenizer.name, "\(origin), \(size); does not read back what it wrote",
          advice: origin == "built in" ? Self.reinstall : "make its file anew")
      }
      return .fine("tokenizer", tokenizer.name, "\(origin), \(size)")
    }
  }

  /// Loads each model.
  var models: [Finding] {
    var oneShot = OneShot(library: library)
    var findings = [Self.builtInModel]
    for entry in library.models {
      var params: [String: JSON] = [
        "name": .string(entry.name), "path": .string(entry.file.path),
        "quantize": .string(entry.file.quantization.rawValue),
      ]
      if let folder = entry.file.repackCache { params["repackCache"] = .string(folder) }
      let (answer, time) = Self.timed { oneShot.call("promptls/loadModel", .object(params)) }
      switch answer {
      case .success(let model):
        let megabytes =
          ((model["bytesMapped"]?.integer ?? 0) + (model["bytesResident"]?.integer ?? 0)) >> 20
        findings.append(
          .fine(
            "model", entry.name,
            "\(model["architecture"]?.string ?? ""), \((model["parameters"]?.integer ?? 0) / 1_000_000) M "
              + "parameters in \(model["weightFormat"]?.string ?? ""), \(megabytes) MB, loaded in \(time)"
          ))
      case .failure(let error):
        findings.append(
          .wrong(
            "model", entry.name, error.message,
            advice: entry.name == "default"
              ? Self.reinstall
              : "correct its path, --model \(entry.name)=PATH or \"models\" in .promptls.json"))
      }
    }
    if !library.models.contains(where: { $0.name == configuration.model }) {
      let known = library.models.map(\.name).joined(separator: ", ")
      findings.append(
        .wrong(
          "model", configuration.model, "the settings name it, but there are only \(known)",
          advice: "name its file under \"models\" in .promptls.json"))
    }
    return findings
  }

  /// Whether the weights inside the executable are those that it was built with.
  private static var builtInModel: Finding {
    let (hash, time) = timed { LanguageModel.builtInSHA256 }
    guard hash == LanguageModel.expectedSHA256 else {
      return .wrong(
        "model", "default", "its SHA-256 is \(hash) and should be \(LanguageModel.expectedSHA256)",
        advice: reinstall)
    }
    return .fine("model", "default", "SHA-256 \(hash.prefix(16))… as built, \(time)")
  }

  private static let reinstall = "the program's file is damaged: build or copy it again"

  /// What something gives, and the milliseconds that it takes.
  private static func timed<Value>(_ work: () -> Value) -> (Value, String) {
    let start = DispatchTime.now().uptimeNanoseconds
    let value = work()
    let tenths = (DispatchTime.now().uptimeNanoseconds - start) / 100_000
    return (value, "\(tenths / 10).\(tenths % 10) ms")
  }
}
