/// What a tokenizer of a file may have besides tokens and merges.
package struct TokenizerExtras: Sendable {
  /// How text is normalized and cut, where that is more than one hand-written pretokenizer.
  package var path: GeneralPath?
  /// What goes around a text on demand.
  package var template: TokenTemplate?
  /// How some of the special tokens are found in text.
  package var rules: [TokenID: AddedTokenRules]

  /// For word pieces: whether letters keep their case and accents.
  package var isCased: Bool

  package init(
    path: GeneralPath? = nil, template: TokenTemplate? = nil,
    rules: [TokenID: AddedTokenRules] = [:], isCased: Bool = false
  ) {
    self.path = path
    self.template = template
    self.rules = rules
    self.isCased = isCased
  }
}

/// The tokens that a tokenizer's own template puts around a text.
package struct TokenTemplate: Sendable, Equatable {
  package var opening: [TokenID]
  package var closing: [TokenID]

  package init(opening: [TokenID] = [], closing: [TokenID] = []) {
    self.opening = opening
    self.closing = closing
  }
}

/// How a special token is found in text.
package struct AddedTokenRules: OptionSet, Sendable, Hashable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// It is a part of the text like any other, and found even where special tokens are read as text.
  package static let always = AddedTokenRules(rawValue: 1)
  /// It takes the white space before it.
  package static let takesSpaceBefore = AddedTokenRules(rawValue: 2)
  /// It takes the white space after it.
  package static let takesSpaceAfter = AddedTokenRules(rawValue: 4)
  /// It is found only where no letter, digit or the like stands next to it.
  package static let wholeWord = AddedTokenRules(rawValue: 8)
}
