import JSONCoding

/// A number with three places, as people read it; `--json` has all of them.
func thousandths(_ value: Double) -> String {
  let scaled = (value.magnitude * 1000).rounded()
  guard let count = Int(exactly: scaled) else { return "\(value)" }
  let places = String(count % 1000)
  return (value < 0 ? "-" : "") + "\(count / 1000)."
    + String(repeating: "0", count: 3 - places.count) + places
}

/// A number of an answer with three places; `?` where it has none.
func thousandths(_ number: JSON?) -> String {
  (try? (number ?? .null).decode(Double.self)).map { thousandths($0) } ?? "?"
}
