-- promptls in Neovim 0.11 and later, without a plugin.
vim.filetype.add({ extension = { prompt = "prompt" } })

-- Once the model has weighed them, diagnostics are asked for again; Neovim 0.12 does so itself.
local function pull_again(_, _, context)
  local client = assert(vim.lsp.get_client_by_id(context.client_id))
  for buffer in pairs(client.attached_buffers) do
    local document = { uri = vim.uri_from_bufnr(buffer) }
    client:request("textDocument/diagnostic", { textDocument = document }, nil, buffer)
  end
  return vim.NIL
end
local refresh = "workspace/diagnostic/refresh"

vim.lsp.config("promptls", {
  cmd = { "promptls", "--stdio" },
  filetypes = { "prompt", "markdown", "text" },
  root_markers = { ".promptls.json", ".git" },
  capabilities = { workspace = { diagnostics = { refreshSupport = true } } },
  handlers = { [refresh] = vim.lsp.handlers[refresh] or pull_again },
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
