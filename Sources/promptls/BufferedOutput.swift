/// Gathers what is printed in small parts.
final class BufferedOutput {
  private var bytes: [UInt8] = []

  /// Takes a part; prints when there is enough.
  func write(_ text: String) {
    bytes += text.utf8
    if bytes.count >= 1 << 16 { flush() }
  }

  /// Prints what is left.
  func flush() {
    Console.print(bytes)
    bytes.removeAll(keepingCapacity: true)
  }
}
