import JSONCoding
import JSONRPC
import PromptServer

extension Command {
  static let similarity = Command(
    name: "similarity", summary: "says how alike a prompt is to others, the most alike first",
    operands: Operands("FILE OTHER|FOLDER …", .files),
    options: [
      .model, .quantize, .repackCache,
      .layer, .json,
    ],
    examples: [
      "promptls similarity prompt.md prompts/"
    ]
  ) { (arguments) throws(UsageError) in
    guard arguments.names.count > 1 else {
      throw UsageError("similarity needs a FILE and others to compare it with")
    }
    let library = Library.builtIn
    var params: [String: JSON] = [:]
    if let model = try library.addModels(arguments) { params["model"] = .string(model) }
    if let layer = arguments.last("--layer") { params["layer"] = .string(layer) }
    params.setText(try Input.read(arguments.names[0]).bytes)
    var status: Int32 = 0
    let paths = Input.paths(Array(arguments.names.dropFirst())) { problem in
      Console.error("promptls: \(problem)")
      status = 2
    }
    var others: [JSON] = []
    for path in paths { others.append(.string(try text(of: path))) }
    params["others"] = .array(others)
    var oneShot = OneShot(library: library)
    switch oneShot.call("promptls/similarity", .object(params)) {
    case .success(let result) where arguments.has("--json"):
      Console.print(result.text + [UInt8(ascii: "\n")])
    case .success(let result):
      let cosines = result["similarities"]?.array?.map { try? $0.decode(Double.self) } ?? []
      let ordered = zip(paths, cosines).sorted { ($0.1 ?? -2) > ($1.1 ?? -2) }
      for (path, cosine) in ordered {
        Console.print((cosine.map { thousandths($0) } ?? "-").leftPadded(to: 6) + "  " + path)
      }
    case .failure(let error):
      Console.error("promptls: \(error.message)")
      return 2
    }
    return status
  }

  private static func text(of path: String) throws(UsageError) -> String {
    guard let text = String(validating: try Input.read(path).bytes, as: UTF8.self) else {
      throw UsageError("\(path) is not UTF-8")
    }
    return text
  }
}
