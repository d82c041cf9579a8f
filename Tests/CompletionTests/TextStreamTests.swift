import Completion
import Testing

struct TextStreamTests {
  @Test func `holds back an unfinished character`() {
    var stream = TextStream(stops: [])
    #expect(stream.push([0x61, 0xE2]) == [0x61])
    #expect(stream.push([0x82]) == [])
    #expect(stream.push([0xAC, 0x62]) == [0xE2, 0x82, 0xAC, 0x62])
    #expect(stream.push([0xF0]) == [])
    #expect(stream.finish() == [])
    #expect(stream.released == Array("a€b".utf8))
  }

  @Test func `finishes a character that the prompt began`() {
    var stream = TextStream(stops: [], unfinished: [0xE2])
    #expect(stream.push([0x82]) == [])
    #expect(stream.push([0xAC]) == [0x82, 0xAC])
  }

  @Test func `holds back what may become a stop text, and gives it when it does not`() {
    var stream = TextStream(stops: [Array("\n\n".utf8), Array("END".utf8)])
    #expect(stream.push("a\n".utf8) == Array("a".utf8))
    #expect(stream.push("bE".utf8) == Array("\nb".utf8))
    #expect(stream.push("N".utf8) == [])
    #expect(stream.push("E".utf8) == Array("EN".utf8))
    #expect(stream.finish() == Array("E".utf8))
  }

  @Test func `stops at the first stop text`() {
    var stream = TextStream(stops: [Array("END".utf8), Array("D".utf8)])
    #expect(stream.push("xEN".utf8) == Array("x".utf8))
    #expect(stream.push("Dy".utf8) == [])
    #expect(stream.isStopped)
    #expect(stream.push("z".utf8) == [])
    #expect(stream.finish() == [])
    #expect(stream.released == Array("x".utf8))
  }

  @Test func `lets bytes through that are no text`() {
    var stream = TextStream(stops: [])
    #expect(stream.push([0xFF, 0x80, 0x80, 0x80, 0x80]) == [0xFF, 0x80, 0x80, 0x80, 0x80])
  }
}
