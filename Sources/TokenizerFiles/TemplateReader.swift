import JSONCoding
import Tokenizers

/// Reads what the `post_processor` of a `tokenizer.json` puts around a text.
enum TemplateReader {
  /// More tokens than any template puts around a text.
  private static let mostTokens = 1024

  static func read(_ place: JSONPlace) throws(TokenizerFileError) -> TokenTemplate {
    let template = try unlimited(place)
    try check(template, place)
    return template
  }

  /// Parts may name one list of ids again and again, and so more tokens than the file has bytes.
  private static func check(
    _ template: TokenTemplate, _ place: JSONPlace
  ) throws(TokenizerFileError) {
    guard template.opening.count + template.closing.count <= mostTokens else {
      throw place.failure("more than \(mostTokens) tokens around a text")
    }
  }

  private static func unlimited(_ place: JSONPlace) throws(TokenizerFileError) -> TokenTemplate {
    guard place.value != nil else { return TokenTemplate() }
    switch place["type"].string {
    case "ByteLevel": return TokenTemplate()
    case "Sequence":
      var whole = TokenTemplate()
      for part in place["processors"].elements {
        let template = try read(part)
        whole.opening = template.opening + whole.opening
        whole.closing += template.closing
        try check(whole, place)
      }
      return whole
    case "BertProcessing", "RobertaProcessing":
      return TokenTemplate(opening: [try named(place["cls"])], closing: [try named(place["sep"])])
    case "TemplateProcessing": return try template(place)
    default: throw place["type"].unsupported()
    }
  }

  /// The id of a token that is written as its text and its id.
  private static func named(_ place: JSONPlace) throws(TokenizerFileError) -> TokenID {
    guard let id = place.elements.last?.value?.integer, let id = TokenID(exactly: id) else {
      throw place.failure("no text and id of a token")
    }
    return id
  }

  private static func template(_ place: JSONPlace) throws(TokenizerFileError) -> TokenTemplate {
    var template = TokenTemplate()
    var isAfterText = false
    for part in place["single"].elements {
      if part["Sequence"].value != nil {
        guard !isAfterText else { throw part.failure("the text a second time is not supported") }
        isAfterText = true
        continue
      }
      guard let name = part["SpecialToken"]["id"].string else { throw part.unsupported() }
      let ids = place["special_tokens"][name]["ids"]
      for element in ids.elements {
        guard let id = element.value?.integer, let id = TokenID(exactly: id) else {
          throw element.failure("no id of a token")
        }
        if isAfterText { template.closing.append(id) } else { template.opening.append(id) }
        try check(template, place)
      }
    }
    return template
  }
}
