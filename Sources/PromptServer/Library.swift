package import Completion
package import Healing
import JSONCoding
package import JSONRPC
package import Model
import PromptAnalysis
import Synchronization
package import Tokenizers

/// The tokenizers and models that requests can name; shared by all threads.
package final class Library: Sendable {
  /// A model that is in memory, with the tokenizer it was trained with.
  package struct LoadedModel: Sendable {
    package var model: LanguageModel
    package var tokenizer: Tokenizer
    package var completer: Completer
  }

  /// A model file and how it is read.
  package struct ModelFile: Equatable, Sendable {
    package var path: String
    /// The precision its weights are held in.
    package var quantization: LanguageModel.LoadOptions.Quantization
    /// A folder that keeps repacked weights; nil for none.
    package var repackCache: String?

    /// Names a file, read as it is unless told otherwise.
    package init(
      path: String, quantization: LanguageModel.LoadOptions.Quantization = .asStored,
      repackCache: String? = nil
    ) {
      self.path = path
      self.quantization = quantization
      self.repackCache = repackCache
    }
  }

  /// A model that can be named.
  package struct ModelEntry: Sendable {
    package var name: String
    package var file: ModelFile
    /// Gives the weights that are part of the program; nil for a file.
    var builtIn: (@Sendable () throws(ModelError) -> LanguageModel)?
    package var loaded: LoadedModel?

    package var isLoaded: Bool { loaded != nil }
  }

  private struct State {
    var tokenizers: [Tokenizer]
    var models: [ModelEntry] = []
    /// The tokenizers that came with models, which go with them.
    var ofModels: Set<String> = []
    /// Made when first asked for: laying out a vocabulary takes milliseconds.
    var healers: [String: Healer] = [:]
    /// How often a tokenizer was put in place of another.
    var tokenizerChanges = 0
  }

  private let state: Mutex<State>
  /// The files of vectors that are in use.
  let vectorTables = VectorTables()

  /// Makes a library of tokenizers, in the order in which they are listed.
  ///
  /// - Parameters:
  ///   - tokenizers: What can be named.
  ///   - healers: Those of them that are laid out already, by name.
  package init(tokenizers: [Tokenizer], healers: [String: Healer] = [:]) {
    state = Mutex(State(tokenizers: tokenizers, healers: healers))
  }
}

// MARK: Tokenizers

extension Library {
  package var tokenizers: [Tokenizer] { state.withLock(\.tokenizers) }
  package var tokenizerNames: [String] { tokenizers.map(\.name) }

  /// The tokenizer of a name.
  package func tokenizer(_ name: String) throws(ResponseError) -> Tokenizer {
    let known = tokenizers
    guard let tokenizer = known.first(where: { $0.name == name }) else {
      throw ResponseError(
        .requestFailed,
        "there is no tokenizer \"\(name)\"; there are \(known.map(\.name).joined(separator: ", "))",
        name: "unknown-tokenizer", facts: ["tokenizer": .string(name)])
    }
    return tokenizer
  }

  /// The tokenizers of some names.
  func tokenizers(_ names: [String]) throws(ResponseError) -> [Tokenizer] {
    var tokenizers: [Tokenizer] = []
    for name in names { tokenizers.append(try tokenizer(name)) }
    return tokenizers
  }

  /// The healer of a tokenizer; nil where it has no byte pairs.
  func healer(of tokenizer: Tokenizer) -> Healer? {
    let (known, changes) = state.withLock { ($0.healers[tokenizer.name], $0.tokenizerChanges) }
    if let known { return known }
    // Two threads may both lay one out; nobody waits for the other.
    let healer = Healer(tokenizer)
    return state.withLock { state in
      // The name may belong to another tokenizer by now.
      guard state.tokenizerChanges == changes else { return healer }
      let kept = state.healers[tokenizer.name] ?? healer
      state.healers[tokenizer.name] = kept
      return kept
    }
  }

  /// A linter for some vocabularies.
  func linter(
    _ names: [String], _ configuration: Configuration
  ) throws(ResponseError) -> Linter {
    var targets: [Linter.Target] = []
    for name in names {
      let tokenizer = try tokenizer(name)
      targets.append(Linter.Target(tokenizer: tokenizer, healer: healer(of: tokenizer)))
    }
    return Linter(
      for: targets, expecting: expectations(configuration),
      without: configuration.disabledRules)
  }

  /// What prompts are held to besides their vocabulary.
  ///
  /// The window of a model is known once the model is loaded.
  private func expectations(_ configuration: Configuration) -> Linter.Expectations {
    var expectations = Linter.Expectations()
    expectations.carriedTo = (try? tokenizers(configuration.carriedTo)) ?? []
    if let tokens = configuration.contextWindow {
      expectations.window = (try? tokenizer(configuration.tokenizer)).map {
        .init(
          tokens: tokens, owner: "the context window that is set", tokenizer: $0, isChosen: true)
      }
    } else if let loaded = models.first(where: { $0.name == configuration.model })?.loaded {
      expectations.window = .init(
        tokens: loaded.model.configuration.contextLength, owner: "the model \(configuration.model)",
        tokenizer: loaded.tokenizer, isChosen: configuration.model != "default")
    }
    return expectations
  }

  /// Makes a tokenizer known, in place of one of the same name.
  package func add(_ tokenizer: Tokenizer) {
    state.withLock { state in
      state.healers[tokenizer.name] = nil
      state.tokenizerChanges += 1
      state.tokenizers.removeAll { $0.name == tokenizer.name }
      state.tokenizers.append(tokenizer)
    }
  }

  /// Makes the tokenizer of a model known, unless that would hide one that came from elsewhere.
  ///
  /// - Parameter tokenizer: Named like the model.
  /// - Returns: Whether the name was free.
  func addModelTokenizer(_ tokenizer: Tokenizer) -> Bool {
    state.withLock { state in
      let isTaken = state.tokenizers.contains { $0.name == tokenizer.name }
      guard !isTaken || state.ofModels.contains(tokenizer.name) else { return false }
      state.ofModels.insert(tokenizer.name)
      state.healers[tokenizer.name] = nil
      state.tokenizerChanges += 1
      state.tokenizers.removeAll { $0.name == tokenizer.name }
      state.tokenizers.append(tokenizer)
      return true
    }
  }
}

// MARK: Models

extension Library {
  package var models: [ModelEntry] { state.withLock(\.models) }

  /// Makes a model file known by a name, in place of one of the same name; loads nothing.
  package func addModel(name: String, file: ModelFile) {
    state.withLock { state in
      if let index = state.models.firstIndex(where: { $0.name == name }) {
        guard state.models[index].file != file else { return }
        state.models.remove(at: index)
      }
      state.models.append(ModelEntry(name: name, file: file))
    }
  }

  /// Makes a model file known by a name, read as it is; loads nothing.
  package func addModel(name: String, path: String) {
    addModel(name: name, file: ModelFile(path: path))
  }

  /// Makes the models known that somebody has set, those that are known by another path again.
  package func addModels(of configuration: Configuration) {
    for (name, path) in configuration.models.sorted(by: { $0.key < $1.key }) {
      // One that was loaded from there with other options stays as it is.
      if (try? entry(ofModel: name))?.file.path != path { addModel(name: name, path: path) }
    }
  }

  /// Makes a model that is part of the program known by a name; loads nothing.
  package func addModel(
    name: String, builtIn: @escaping @Sendable () throws(ModelError) -> LanguageModel
  ) {
    state.withLock { state in
      state.models.removeAll { $0.name == name }
      state.models.append(
        ModelEntry(name: name, file: ModelFile(path: "built-in"), builtIn: builtIn))
    }
  }

  /// What is known of a model.
  package func entry(ofModel name: String) throws(ResponseError) -> ModelEntry {
    let known = models
    guard let entry = known.first(where: { $0.name == name }) else {
      let names = known.map(\.name).joined(separator: ", ")
      throw ResponseError(
        .requestFailed,
        "there is no model \"\(name)\"; "
          + (known.isEmpty ? "" : "there are \(names); ") + "--model NAME=PATH makes one known",
        name: "unknown-model", facts: ["model": .string(name)])
    }
    return entry
  }

  /// Loads a model unless it is loaded, and makes its tokenizer known by the model's name where
  /// the file brings its own.
  ///
  /// To be called by one thread only: two at once would load twice.
  package func load(
    model name: String, parallelism: Parallelism
  ) throws(ResponseError) -> LoadedModel {
    let entry = try entry(ofModel: name)
    if let loaded = entry.loaded { return loaded }
    let loaded = try load(entry, parallelism)
    replace(name, with: loaded)
    return loaded
  }

  /// Loads a model file and, if that goes well, makes it known by a name in place of what had it.
  ///
  /// To be called by one thread only, as ``load(model:parallelism:)``.
  package func load(
    model name: String, file: ModelFile, parallelism: Parallelism
  ) throws(ResponseError) -> LoadedModel {
    if let known = try? entry(ofModel: name), known.file == file {
      return try load(model: name, parallelism: parallelism)
    }
    let loaded = try load(ModelEntry(name: name, file: file), parallelism)
    addModel(name: name, file: file)
    replace(name, with: loaded)
    return loaded
  }

  private func load(
    _ entry: ModelEntry, _ parallelism: Parallelism
  ) throws(ResponseError) -> LoadedModel {
    do throws(ModelError) {
      return try read(entry, parallelism)
    } catch {
      throw ResponseError(
        .requestFailed, "the model \"\(entry.name)\" cannot be loaded: \(error)",
        name: "model-load-failed",
        facts: ["model": .string(entry.name), "path": .string(entry.file.path)])
    }
  }

  /// Forgets the weights of a model; its name stays known.
  package func unload(model name: String) { replace(name, with: nil) }

  private func replace(_ name: String, with loaded: LoadedModel?) {
    state.withLock { state in
      guard let index = state.models.firstIndex(where: { $0.name == name }) else { return }
      state.models[index].loaded = loaded
      if loaded == nil, state.ofModels.remove(name) != nil {
        state.healers[name] = nil
        state.tokenizerChanges += 1
        state.tokenizers.removeAll { $0.name == name }
      }
    }
  }
}
