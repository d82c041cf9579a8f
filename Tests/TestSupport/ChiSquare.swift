import Foundation

/// The probability of counts at least as far from what was expected, by Wilson and Hilferty's
/// approximation of the chi-square distribution; cells expected less than 5 times are put together.
///
/// - Parameters:
///   - counts: By cell.
///   - probabilities: By cell, as expected.
///   - draws: The sum of the counts.
/// - Returns: From 0 to 1.
package func chiSquareProbability(
  _ counts: [Int], _ probabilities: [Double], draws: Int
) -> Double {
  var (statistic, cells) = (0.0, 0.0)
  var (restCount, restExpected) = (0.0, 0.0)
  for (count, probability) in zip(counts, probabilities) {
    let expected = probability * Double(draws)
    if expected < 5 {
      restCount += Double(count)
      restExpected += expected
    } else {
      statistic += (Double(count) - expected) * (Double(count) - expected) / expected
      cells += 1
    }
  }
  if restExpected > 0 {
    statistic += (restCount - restExpected) * (restCount - restExpected) / max(restExpected, 1)
    cells += 1
  }
  let freedom = cells - 1
  let deviate =
    (cbrt(statistic / freedom) - (1 - 2 / (9 * freedom))) / (2 / (9 * freedom)).squareRoot()
  return erfc(deviate / 2.0.squareRoot()) / 2
}
