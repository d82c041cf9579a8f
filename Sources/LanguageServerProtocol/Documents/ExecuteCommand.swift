package import JSONCoding

/// `workspace/executeCommand`: something that the person chose from a menu.
package enum ExecuteCommandRequest: Request {
  package static let method = "workspace/executeCommand"

  package struct Params: Decodable, Sendable {
    package var command: String
    package var arguments: [JSON]?
  }

  package typealias Result = JSON
}

/// What a command of ours is about: its only argument.
package struct CommandPlace: Codable, Sendable {
  package var uri: String
  /// A part of the document; the whole where absent.
  package var range: PositionRange?
  /// A cursor; the prompt's end where absent.
  package var position: Position?
  /// The vocabulary to translate to.
  package var to: String?

  package init(uri: String, range: PositionRange? = nil) {
    self.uri = uri
    self.range = range
  }
}

/// A title with a command behind it.
///
/// Source: LSP 3.18 `Command`.
package struct Command: Encodable, Sendable {
  package var title: String
  /// Empty where there is nothing to do.
  package var command: String
  package var arguments: [CommandPlace]?

  package init(title: String, command: String = "", arguments: [CommandPlace]? = nil) {
    self.title = title
    self.command = command
    self.arguments = arguments
  }
}

/// `workspace/applyEdit`: asks the client to edit documents.
package enum ApplyEdit: Request {
  package static let method = "workspace/applyEdit"

  package struct Params: Codable, Sendable {
    package var label: String
    package var edit: WorkspaceEdit

    package init(label: String, edit: WorkspaceEdit) {
      self.label = label
      self.edit = edit
    }
  }

  package typealias Result = JSON
}
