import Digests
import Foundation
import Healing
import TestSupport
import Testing
import Tokenizers
import Vocabularies

/// The 141 golden cases of the shared folder, which come from an independent oracle.
struct GoldenTests {
  static let healer = Healer(.gpt2)
  static let hashModel = HashModel(count: 50257, end: 50256)
  static let ngram: NgramModel? = {
    guard let documents = try? SharedData.objects("healing/ngram_docs.jsonl") else { return nil }
    return NgramModel(
      count: 50257, end: 50256,
      documents: documents.map {
        Tokenizer.gpt2.encode(Array(($0["text"] as? String ?? "").utf8).span)
      })
  }()

  @Test func `there are 141 cases`() {
    #expect(GoldenCase.all.count == 141)
  }

  @Test(arguments: GoldenCase.all)
  func `finds the stable tokens and the covering`(_ golden: GoldenCase) throws {
    let healer = try #require(Self.healer)
    let boundary = try healer.boundary(of: golden.prompt.span)
    #expect(boundary.naive == golden.naive)
    #expect(boundary.stable == golden.stable)
    #expect(boundary.stableBytes == golden.stable_bytes)
    #expect(boundary.backup == golden.backup)
    #expect(boundary.tail == GoldenCase.bytes(ofHex: golden.unhealed_tail_hex))
    let tree = boundary.tree
    var leaves: [[TokenID]] = []
    for context in tree.contexts.indices {
      let path = tree.path(of: context)
      leaves += tree.contexts[context].leaves.map { path + [$0] }
    }
    if leaves.isEmpty { leaves = [[]] }
    #expect(boundary.leafCount == golden.cover.leaves)
    #expect(boundary.crossingCount == golden.cover.crossing)
    #expect(SHA256.hexadecimal(ofSequences: leaves) == golden.cover.sha256)
    let first = Set(leaves.compactMap(\.first)).map { [$0] }
    #expect(SHA256.hexadecimal(ofSequences: first) == golden.first.sha256)
    let exact = boundary.exactContexts
    #expect(Set(exact.map(tree.path)) == Set(golden.cover.exact))
    let inner = tree.contexts.indices.filter { $0 > 0 && !exact.contains($0) }
    #expect(Set(inner.map(tree.path)) == Set(golden.cover.inner))
    #expect(tree.contexts.map(\.leaves.count).filter { $0 > 0 }.sorted() == golden.cover.contexts)
  }

  @Test(arguments: GoldenCase.all)
  func `finds what may follow an exact leaf`(_ golden: GoldenCase) throws {
    let healer = try #require(Self.healer)
    let boundary = try healer.boundary(of: golden.prompt.span)
    #expect(golden.after_exact.count == boundary.exactContexts.count)
    for expected in golden.after_exact {
      let context = try #require(
        boundary.exactContexts.first { boundary.tree.path(of: $0) == expected.leaf })
      let followers = healer.followers(of: context, in: boundary)
      #expect(followers.count == expected.count)
      #expect(SHA256.hexadecimal(ofSequences: followers.map { [$0] }) == expected.sha256)
      #expect(boundary.isWhole(context) == expected.eot)
    }
  }

  @Test(arguments: GoldenCase.all)
  func `names the conditions`(_ golden: GoldenCase) throws {
    let healer = try #require(Self.healer)
    let boundary = try healer.boundary(of: golden.prompt.span)
    let conditions = healer.conditions(
      at: boundary, of: golden.prompt.span, specialTexts: [Array("<|endoftext|>".utf8)],
      followsSpecial: !golden.before.isEmpty)
    #expect(conditions.map(\.rawValue) == golden.lint)
  }

  @Test(arguments: GoldenCase.all)
  func `gives the exact law under a hash`(_ golden: GoldenCase) throws {
    try expectLaw(golden, Self.hashModel, #require(golden.lm["hash"]))
  }

  @Test(arguments: GoldenCase.all)
  func `gives the exact law under counts`(_ golden: GoldenCase) throws {
    try expectLaw(golden, #require(Self.ngram), #require(golden.lm["ngram"]))
  }

  private func expectLaw(
    _ golden: GoldenCase, _ model: some IntegerModel, _ expected: GoldenCase.Law
  ) throws {
    let healer = try #require(Self.healer)
    let boundary = try healer.boundary(of: golden.prompt.span)
    let law = healer.firstEvents(
      after: boundary, model: model, before: golden.before + boundary.stable)
    let next = healer.nextBytes(law, after: boundary)
    #expect(expected.next.allSatisfy { isClose(next.bytes[Int($0[0])], $0[1]) })
    #expect(next.bytes.count { $0 > 0 } == expected.next.count)
    #expect(isClose(next.end, expected.eot))
    #expect(isClose(law.harm, expected.harm))
    #expect(isClose(law.crossing, expected.crossing))
    #expect(isClose(law.leak, expected.leak))
    #expect(abs(log2(law.cover) - expected.log2_cover) < 1e-9)
    let naive = model.distribution(after: golden.before + boundary.naive)
    let distance = totalVariation(healer.nextBytes(naive, ends: [model.end]), next)
    #expect(abs(distance - expected.tv_naive) < 1e-6)
    #expect(distance <= law.harm + law.leak + 1e-12)
  }

  private func isClose(_ value: Double, _ expected: Double) -> Bool {
    abs(value - expected) <= 1e-9 * abs(expected)
  }
}
