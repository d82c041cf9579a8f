import Synchronization

/// What one thread needs while it encodes: room for tokens and for merging, and a cache of pieces.
///
/// Workspaces are kept and used again, so that a short text costs no allocation and a long one finds
/// the words of the text before it.
@safe
struct Workspace {
  /// The tokens made so far.
  private(set) var tokens: UnsafeMutablePointer<UInt32>
  var count = 0
  private var capacity: Int
  /// Whether tokens are wanted, and not only their number.
  var keepsTokens = true
  /// Tokens that were made and thrown away.
  private(set) var discarded = 0
  /// Words of room for ``SmallMerge``.
  let merging: UnsafeMutablePointer<UInt32>
  var cache: PieceCache
  let shortPieces = ShortPieceCache()

  init() {
    capacity = 1 << 12
    unsafe tokens = .allocate(capacity: 1 << 12)
    unsafe merging = .allocate(capacity: SmallMerge.words)
    cache = PieceCache()
  }

  /// Frees the memory; nothing may be used afterwards.
  func deallocate() {
    unsafe tokens.deallocate()
    unsafe merging.deallocate()
    cache.deallocate()
    shortPieces.deallocate()
  }

  /// Makes room for some more tokens.
  @inline(__always)
  mutating func reserve(_ more: Int) {
    if count &+ more > capacity { grow(more) }
  }

  @inline(never)
  private mutating func grow(_ more: Int) {
    if !keepsTokens {
      discarded += count
      count = 0
      if more <= capacity { return }
    }
    let grown = max(2 * capacity, count + more)
    let memory = UnsafeMutablePointer<UInt32>.allocate(capacity: grown)
    unsafe memory.initialize(from: tokens, count: count)
    unsafe tokens.deallocate()
    unsafe tokens = memory
    capacity = grown
  }

  /// Adds a token; room must have been made.
  @inline(__always)
  mutating func append(_ token: TokenID) {
    unsafe tokens[count] = token
    count &+= 1
  }

  /// Adds some tokens.
  mutating func append(contentsOf more: [TokenID]) {
    reserve(more.count)
    for token in more { append(token) }
  }

  /// A state to go back to.
  var mark: (count: Int, discarded: Int) { (count, discarded) }

  /// Forgets the tokens made since a mark.
  mutating func goBack(to mark: (count: Int, discarded: Int)) {
    (count, discarded) = mark
  }

  /// The tokens from a place on.
  func tokens(from start: Int) -> UnsafeBufferPointer<UInt32> {
    unsafe UnsafeBufferPointer(start: tokens + start, count: count - start)
  }

  /// Gives up the room that only a long text needed.
  mutating func shrink() {
    count = 0
    discarded = 0
    keepsTokens = true
    guard capacity > 1 << 18 else { return }
    unsafe tokens.deallocate()
    capacity = 1 << 12
    unsafe tokens = .allocate(capacity: capacity)
  }
}

/// The workspaces of one tokenizer that no thread is using.
///
/// At most two are kept, which bounds their memory at 12 MiB.
final class WorkspacePool: Sendable {
  /// Owns a workspace; used by one thread at a time.
  private final class Box: @unchecked Sendable {
    var workspace = Workspace()
    deinit { workspace.deallocate() }
  }

  private let idle = Mutex<[Box]>([])

  /// Lends a workspace without tokens.
  @inline(__always)
  func withWorkspace<Result>(_ body: (inout Workspace) -> Result) -> Result {
    let box = idle.withLock { $0.popLast() } ?? Box()
    defer {
      box.workspace.shrink()
      idle.withLock { if $0.count < 2 { $0.append(box) } }
    }
    return body(&box.workspace)
  }

  /// Frees the workspaces that no thread is using.
  func drain() {
    idle.withLock { $0.removeAll() }
  }
}
