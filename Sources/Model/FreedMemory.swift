import CMapping

/// Memory that was freed and that the heap keeps for what is allocated next.
package enum FreedMemory {
  /// Gives whole pages back to the system, of every thread's part of the heap.
  ///
  /// For when much was freed that will not be needed again soon. The logits of a model's branches
  /// lie among what lives longer, and glibc gives back by itself only what is free at the heap's end:
  /// the most that was ever held would stay.
  ///
  /// - Complexity: O(the heap), milliseconds; other threads that allocate wait.
  package static func giveBack() { cm_give_back() }
}
