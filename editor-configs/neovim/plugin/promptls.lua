-- promptls in Neovim 0.11 and later, without a plugin.
vim.filetype.add({ extension = { prompt = "prompt" } })
vim.lsp.config("promptls", {
  cmd = { "promptls", "--stdio" },
  filetypes = { "prompt", "markdown", "text" },
  root_markers = { ".promptls.json", ".git" },
})
vim.lsp.enable("promptls")
vim.diagnostic.config({ virtual_text = true })

vim.api.nvim_create_autocmd("LspAttach", {
  callback = function(event)
    local client = assert(vim.lsp.get_client_by_id(event.data.client_id))
    if client.name ~= "promptls" then return end
    vim.lsp.inlay_hint.enable(true, { bufnr = event.buf })
    vim.lsp.completion.enable(true, client.id, event.buf, { -- Taken with Ctrl-X Ctrl-O.
      convert = function(item) -- Neovim 0.11 would insert the first word only.
        local isPlain = item.insertTextFormat ~= 2 and item.textEdit
        return isPlain and { word = item.textEdit.newText } or {}
      end,
    })
    if vim.lsp.inline_completion then -- Neovim 0.12 shows ghost text itself.
      vim.lsp.inline_completion.enable(true, { bufnr = event.buf })
      vim.keymap.set("i", "<C-f>", vim.lsp.inline_completion.get, { buffer = event.buf })
    else
      require("promptls.ghost").attach(client, event.buf)
    end
  end,
})
