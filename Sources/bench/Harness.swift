import Foundation

/// Times a body in CPU time of this process.
///
/// - Returns: Seconds.
func cpuSeconds(_ body: () throws -> Void) rethrows -> Double {
  let start = clock()
  try body()
  return Double(clock() - start) / Double(CLOCKS_PER_SEC)
}

/// The middle of some numbers; the mean of the two middle ones where their count is even.
func median(_ numbers: [Double]) -> Double {
  let sorted = numbers.sorted()
  guard !sorted.isEmpty else { return .nan }
  return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}

/// A text cut into documents of about 8 KB at line ends, as the peers cut it.
func documents(_ path: String) throws -> [[UInt8]] {
  let data = try [UInt8](Data(contentsOf: URL(filePath: path)))
  var documents: [[UInt8]] = []
  var start = 0
  for (place, byte) in data.enumerated()
  where byte == UInt8(ascii: "\n") && place + 1 - start >= 8192 {
    documents.append(Array(data[start...place]))
    start = place + 1
  }
  if start < data.count { documents.append(Array(data[start...])) }
  return documents
}

/// Prints a row of a table with columns of fixed width.
func printRow(_ cells: [String], widths: [Int]) {
  let padded = zip(cells, widths).map { cell, width in
    cell + String(repeating: " ", count: max(0, width - cell.count))
  }
  printNow(padded.joined(separator: " "))
}

/// Prints a line at once, wherever it goes: a long run may be ended before its last line.
func printNow(_ line: String) {
  FileHandle.standardOutput.write(Data((line + "\n").utf8))
}
