-- promptls in micro, which has no language client of its own: by promptls's commands.
local micro = import("micro")
local config = import("micro/config")
local buffer = import("micro/buffer")
local shell = import("micro/shell")

local function promptls(pane, ...)
  pane:Save()
  return shell.ExecCommand("promptls", ..., pane.Buf.AbsPath)
end

function init()
  linter.makeLinter("promptls", "prompt", "promptls", { "lint", "--format=gcc", "%f" }, "%f:%l:%c: %m")
  linter.makeLinter("promptls", "markdown", "promptls", { "lint", "--format=gcc", "%f" }, "%f:%l:%c: %m")
  config.MakeCommand("tokens", function(pane)
    local counts = promptls(pane, "count", "--tokenizer", "gpt2")
    micro.InfoBar():Message(counts)
  end, config.NoComplete)
end
