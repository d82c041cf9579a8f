extension Command {
  static let train = Command(
    name: "train", summary: "trains a small model on texts, or goes on with one",
    operands: .texts,
    options: [
      Option(
        "--checkpoint", "FILE", "the run: goes on from it if it is there, and saves to it", .files),
      Option("--valid", "FILE", "a text to judge the model by", .files),
      Option("--steps", "N", "end after this many steps in all"),
      Option("--minutes", "N", "end after this many minutes"),
      Option("--decay", "N", "let the rate fall to zero over the next N steps, and end"),
      Option(
        "--schedule", "KIND", "how it falls: \"wsd\" (default), straight, or \"cosine\"",
        .oneOf(["wsd", "cosine"])),
      Option("--snapshot", "FILE", "save here and leave the checkpoint as it is", .files),
      Option("--export", "FILE", "write the model as GGUF", .files),
      Option("--packed", "FILE", "write it as 8-bit tiles too", .files),
      Option("--context", "N", "positions of the written model (default the run's length)"),
      Option("--curve", "FILE", "draw the losses as SVG", .files),
      Option("--width", "N", "channels (default 256)"),
      Option("--layers", "N", "blocks (default 8)"),
      Option("--heads", "N", "heads (default 4)"),
      Option("--hidden", "N", "hidden units of a block (default 704)"),
      Option("--minimum-count", "N", "spell tokens that occur less often (default 5)"),
      Option("--sequences", "N", "sequences in a step (default 32)"),
      Option("--length", "N", "tokens in a sequence (default 256)"),
      Option("--block-rate", "R", "peak rate of the blocks' matrices (default 0.005)"),
      Option("--table-rate", "R", "peak rate of the table (default 0.003)"),
      Option("--warm-up", "N", "steps to the peak (default 100)"),
      Option("--whole-softmax", nil, "leave no rare class to chance"),
      Option("--seed", "N", "where chance begins (default 1)"),
    ],
    examples: [
      "promptls train --checkpoint run.checkpoint --minutes 60 --valid valid.txt text.txt",
      "promptls train --checkpoint run.checkpoint --export model.gguf",
    ]
  ) { (arguments) throws(UsageError) in
    try TrainCommand(arguments).run()
  }
}
