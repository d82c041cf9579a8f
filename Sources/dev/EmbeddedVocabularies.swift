/// The C that puts the packed files into the executable, with a table of their names.
struct EmbeddedVocabularies {
  private let names: [String]

  init(_ names: [String]) {
    self.names = names
  }

  var source: String {
    let arrays = names.map { name in
      """

      PACKED static const uint8_t \(Self.identifier(name))[] = {
      #embed "\(name).bin"
      };

      """
    }
    let rows = names.map { name in
      let identifier = Self.identifier(name)
      return "    {\"\(name)\", {\(identifier), sizeof \(identifier)}},\n"
    }
    return """
      // Written by `dev vocabulary`; do not edit.
      \(arrays.joined())
      static const struct {
        const char *name;
        cv_vocabulary vocabulary;
      } embedded[] = {
      \(rows.joined())};

      """
  }

  private static func identifier(_ name: String) -> String {
    String(name.map { $0 == "-" ? "_" : $0 })
  }
}
