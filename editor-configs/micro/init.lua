-- promptls in micro, which has no language client of its own: by promptls's commands.
local micro = import("micro")
local config = import("micro/config")
local buffer = import("micro/buffer")
local shell = import("micro/shell")

-- What a command of promptls prints about the saved file.
local function promptls(pane, ...)
  pane:Save()
  local arguments = { ... }
  table.insert(arguments, pane.Buf.AbsPath)
  local output = shell.ExecCommand("promptls", unpack(arguments))
  return (output:gsub("\n$", ""))
end

local function tokens(pane)
  local table = promptls(pane, "count", "--tokenizer", "gpt2")
  micro.InfoBar():Message((table:gsub("%s+", " ")))
end

-- Mends what promptls warns of, in the saved file.
local function fix(pane)
  promptls(pane, "lint", "--fix")
  pane.Buf:ReOpen()
end

-- Goes on with the prompt at its end, before the final line break.
local function complete(pane)
  local text = promptls(pane, "complete", "--max-tokens", "16", "--stop", "\n")
  local last = pane.Buf:LinesNum() - 1
  if last > 0 and pane.Buf:Line(last) == "" then last = last - 1 end
  pane.Buf:Insert(buffer.Loc(#pane.Buf:Line(last), last), text)
end

function init()
  local arguments = { "lint", "--format=gcc", "%f" }
  linter.makeLinter("promptls", "prompt", "promptls", arguments, "%f:%l:%c: %m")
  linter.makeLinter("promptls-md", "markdown", "promptls", arguments, "%f:%l:%c: %m")
  config.MakeCommand("tokens", tokens, config.NoComplete)
  config.MakeCommand("complete", complete, config.NoComplete)
  config.MakeCommand("fix", fix, config.NoComplete)
  config.TryBindKey("Alt-f", "command:fix", true)
  config.TryBindKey("Alt-t", "command:tokens", true)
  config.TryBindKey("Alt-c", "command:complete", true)
end
