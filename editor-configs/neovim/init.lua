vim.filetype.add({ extension = { prompt = "prompt" } })
vim.lsp.config("promptls", {
  cmd = { "promptls", "--stdio" },
  filetypes = { "prompt", "markdown", "text" },
  root_markers = { ".git" },
})
vim.lsp.enable("promptls")
vim.diagnostic.config({ virtual_text = true })
