import Foundation
import Model
import TestSupport
import Testing

@Suite struct RepackCacheTests {
  private func load(
    _ path: String, _ cache: String?, _ quantization: LanguageModel.LoadOptions.Quantization
  ) throws -> LanguageModel {
    try LanguageModel.load(
      path: path, options: LanguageModel.LoadOptions(quantization: quantization, repackCache: cache)
    )
  }

  private func packedFiles(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  @Test(
    arguments: ["gpt2-tiny", "llama-tiny", "llama3-tiny", "qwen2-tiny"],
    [LanguageModel.LoadOptions.Quantization.asStored, .int8, .int4])
  func `a repacked model is mapped the second time and gives the same bits`(
    name: String, quantization: LanguageModel.LoadOptions.Quantization
  ) throws {
    let path = "\(ModelFixtures.folder)/\(name)"
    let tokens = (0..<30).map { UInt32($0 * 5 % 97) }
    let fresh = try load(path, nil, quantization)
    let expected = try InferenceContext(model: fresh).allLogits(tokens)
    try ModelFixtures.withTemporaryFolder { folder in
      let cache = "\(folder)/new"
      for _ in 0..<2 {
        let model = try load(path, cache, quantization)
        #expect(model.bytesResident == 0)
        #expect(model.bytesMapped >= fresh.bytesResident)
        #expect(model.weightFormat == fresh.weightFormat)
        #expect(try InferenceContext(model: model).allLogits(tokens) == expected)
        #expect(try packedFiles(cache).count == 1)
      }
    }
  }

  @Test func `another precision and a changed file are repacked apart`() throws {
    try ModelFixtures.withTemporaryFolder { folder in
      let model = "\(folder)/model"
      try FileManager.default.copyItem(
        atPath: "\(ModelFixtures.folder)/gpt2-tiny", toPath: model)
      for quantization in [LanguageModel.LoadOptions.Quantization.asStored, .int8] {
        _ = try load(model, "\(folder)/cache", quantization)
      }
      #expect(try packedFiles("\(folder)/cache").count == 2)
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: 1)],
        ofItemAtPath: "\(model)/model.safetensors")
      _ = try load(model, "\(folder)/cache", .int8)
      #expect(try packedFiles("\(folder)/cache").count == 3)
    }
  }

  @Test func `a damaged packed file is written anew`() throws {
    try ModelFixtures.withTemporaryFolder { folder in
      let path = "\(ModelFixtures.folder)/gpt2-tiny"
      _ = try load(path, folder, .int8)
      let packed = "\(folder)/\(try packedFiles(folder)[0])"
      let whole = try Data(contentsOf: URL(filePath: packed))
      try whole[..<(whole.count / 2)].write(to: URL(filePath: packed))
      _ = try load(path, folder, .int8)
      #expect(try Data(contentsOf: URL(filePath: packed)) == whole)
    }
  }

  @Test func `a folder that cannot be made is said`() {
    #expect(throws: ModelError.self) {
      try load("\(ModelFixtures.folder)/gpt2-tiny", "/dev/null/at/all", .int8)
    }
  }
}
