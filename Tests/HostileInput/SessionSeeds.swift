import Foundation
import JSONCoding
import PromptServer

extension HostileTarget {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// What clients send in the recorded transcripts, in short conversations.
  static var conversations: [[UInt8]] {
    let folder = root.appending(path: "protocol/transcripts")
    let names = ["editing", "errors", "model", "texts"]
    return names.flatMap { name -> [[UInt8]] in
      guard
        let file = try? String(contentsOf: folder.appending(path: name + ".jsonl"), encoding: .utf8)
      else { return [] }
      let messages = file.split(separator: "\n").compactMap { line -> [UInt8]? in
        guard let entry = try? JSON.parse(Array(line.utf8)), entry["from"] == "client" else {
          return nil
        }
        return entry["message"]?.text
      }.filter { $0.count < 2000 }
      return stride(from: 0, to: messages.count, by: 3).map { start in
        // Most of what comes later needs the document that was opened.
        let opening = messages.prefix(start).filter {
          String(decoding: $0, as: UTF8.self).contains("textDocument/didOpen")
        }
        let lines = opening.suffix(1) + messages[start..<min(messages.count, start + 3)]
        return [UInt8(start % 3 == 0 ? 0 : 16)] + lines.joined(separator: [0x0A])
      }
    }
  }

  static var methods: [String] {
    [
      "initialize", "shutdown", "exit", "textDocument/didOpen", "textDocument/didChange",
      "textDocument/didSave", "textDocument/didClose", "textDocument/diagnostic",
      "textDocument/codeAction", "textDocument/hover", "textDocument/completion",
      "textDocument/inlineCompletion", "textDocument/documentSymbol", "textDocument/codeLens",
      "textDocument/inlayHint", "textDocument/selectionRange", "textDocument/documentHighlight",
      "workspace/executeCommand", "textDocument/semanticTokens/full", "promptls/count",
      "textDocument/semanticTokens/full/delta", "textDocument/semanticTokens/range",
      "promptls/tokenize", "promptls/detokenize", "promptls/boundary", "promptls/lint",
      "promptls/translate", "promptls/complete", "promptls/score", "promptls/embed",
      "promptls/similarity", "promptls/neighbors", "promptls/loadModel", "promptls/unloadModel",
      "promptls/models", "promptls/status", "promptls/verifyDocument", "promptls/tokenizers",
    ]
  }

  static var settingFiles: [[UInt8]] {
    let all = Setting.all.compactMap { setting in
      setting.byDefault.map { (setting.name, $0) }
    }
    let defaults = JSON.object(Dictionary(all, uniquingKeysWith: { first, _ in first }))
    return [defaults.text, JSON.object(["promptls": defaults]).text]
      + [
        #"{"finalNewline":{"jsonl":"trim","markdown":"partOfPrompt"},"models":{"m":"m.gguf"}}"#,
        #"{"tokenizer":"cl100k_base","carriedTo":["gpt2"],"contextWindow":10,"inlayHints":"full"}"#,
        #"{"disabledRules":["trailing-space"],"completionDelay":0,"snippets":"none"}"#,
      ].map { Array($0.utf8) }
  }

  static var promptFiles: [[UInt8]] {
    let texts: [(UInt8, String)] = [
      (0, "Once upon a "), (1, "# Title\n\nthe {{name}} a\n\n## Part\n\nb "),
      (2, "---\nsample:\n  name: the\ninputs:\n  a: 1\n---\nsystem:\nthe\n\nuser:\n{{name}} b \n"),
      (3, "<|im_start|>system\nthe<|im_end|>\n<|im_start|>user\na "),
      (
        4,
        #"{"messages":[{"role":"user","content":"the \u00e9\n "},{"role":"assistant","content":[{"type":"text","text":"a"}]}]}"#
      ),
      (5, #"{"prompt":"the a ","completion":" b"}"# + "\n" + #"{"text":"a\ud83d\ude00"}"# + "\n"),
    ]
    return texts.flatMap { format, text in
      (0..<3 as Range<UInt8>).map { ending -> [UInt8] in [format | ending << 3] + Array(text.utf8) }
    }
  }
}
