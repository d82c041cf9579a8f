#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Logarithms from the platform's C library, which no other file needs.
enum Logarithm {
  static func log2(_ value: Double) -> Double {
    #if canImport(Glibc)
      Glibc.log2(value)
    #else
      Darwin.log2(value)
    #endif
  }
}
