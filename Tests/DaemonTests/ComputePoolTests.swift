import Daemon
import Model
import Synchronization
import Testing

@Suite struct ComputePoolTests {
  @Test(arguments: [1, 2, 4])
  func `runs every index once`(width: Int) {
    let pool = ComputePool(width: width).parallelism
    for count in [0, 1, 2, 7, 100, 1000] {
      let marks = (0..<count).map { _ in Box() }
      for _ in 0..<20 {
        pool.run(count, 3) { range in
          for index in range { marks[index].value.add(1, ordering: .relaxed) }
        }
      }
      #expect(marks.allSatisfy { $0.value.load(ordering: .relaxed) == 20 })
    }
  }

  @Test func `a loop inside of a loop runs on its caller`() {
    let pool = ComputePool(width: 2).parallelism
    let sum = Box()
    pool.run(10, 1) { outer in
      for _ in outer {
        pool.run(10, 1) { inner in sum.value.add(inner.count, ordering: .relaxed) }
      }
    }
    #expect(sum.value.load(ordering: .relaxed) == 100)
  }

  @Test func `wakes after it has slept`() {
    let pool = ComputePool(width: 2).parallelism
    let sum = Box()
    for _ in 0..<5 {
      pool.run(100, 1) { range in sum.value.add(range.count, ordering: .relaxed) }
      // Longer than the helpers spin.
      for _ in 0..<100_000 { Parallelism.pause() }
    }
    #expect(sum.value.load(ordering: .relaxed) == 500)
  }
}

private final class Box: Sendable {
  let value = Atomic<Int>(0)
}
