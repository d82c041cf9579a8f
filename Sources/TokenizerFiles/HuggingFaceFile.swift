import JSONCoding
import Tokenizers

/// A `tokenizer.json` of Hugging Face.
///
/// Supported are byte-level byte pairs and uncased word pieces; everything else is refused with its
/// place in the file, since a tokenizer that is nearly right miscounts in silence.
struct HuggingFaceFile {
  let name: String
  /// The file, without its vocabulary and merges.
  let root: JSON
  let vocabulary = VocabularyList()
  let merges = MergeList()

  /// Reads the bytes of a file.
  init(name: String, _ contents: [UInt8]) throws(TokenizerFileError) {
    self.name = name
    do {
      root = try JSON.parse(
        contents,
        handingOut: [
          JSONPart(["model", "vocab"], take: vocabulary.take),
          JSONPart(["model", "merges"], take: merges.take),
        ])
    } catch {
      throw TokenizerFileError(place: "byte \(error.offset)", reason: error.reason)
    }
  }

  func read() throws(TokenizerFileError) -> LoadedTokenizer {
    let model = JSONPlace("model", root["model"])
    let type = model["type"].string ?? (model["merges"].value == nil ? "" : "BPE")
    switch type {
    case "BPE":
      return try BytePairReader(
        name: name, root: root, model: model, vocabulary: vocabulary, merges: merges
      ).read()
    case "WordPiece":
      return try WordPieceReader(name: name, root: root, model: model, vocabulary: vocabulary)
        .read()
    default: throw model["type"].unsupported()
    }
  }
}

/// A value and where it stands.
struct JSONPlace {
  let path: String
  let value: JSON?

  init(_ path: String, _ value: JSON?) {
    self.path = path
    self.value = value == .null ? nil : value
  }

  subscript(key: String) -> JSONPlace {
    JSONPlace(path.isEmpty ? key : "\(path).\(key)", value?[key])
  }

  var string: String? { value?.string }

  /// Whether this is true; what is missing counts as a default.
  func isTrue(default standard: Bool) -> Bool {
    guard case .bool(let flag) = value else { return standard }
    return flag
  }

  /// The elements, each with its place; none where this is no array.
  var elements: [JSONPlace] {
    (value?.array ?? []).enumerated().map { JSONPlace("\(path)[\($0.offset)]", $0.element) }
  }

  func unsupported() -> TokenizerFileError {
    guard let value else { return failure("it is missing") }
    let shown =
      switch value {
      case .string(let text): "\"\(text)\""
      case .bool(let flag): "\(flag)"
      case .integer(let number): "\(number)"
      default: value.kind
      }
    return failure("\(shown) is not supported")
  }

  func failure(_ reason: String) -> TokenizerFileError {
    TokenizerFileError(place: path, reason: reason)
  }
}
