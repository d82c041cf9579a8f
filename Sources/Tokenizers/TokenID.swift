/// The number of a token in its vocabulary.
package typealias TokenID = UInt32
