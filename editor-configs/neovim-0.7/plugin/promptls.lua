-- promptls in Neovim 0.7 (Debian 12) to 0.10, without a plugin.
vim.api.nvim_create_autocmd({ "BufRead", "BufNewFile" }, {
  pattern = "*.prompt",
  command = "setfiletype prompt",
})

local id
local function attached(_, buffer)
  vim.bo[buffer].omnifunc = "v:lua.vim.lsp.omnifunc"
  vim.keymap.set("n", "K", vim.lsp.buf.hover, { buffer = buffer })
  vim.keymap.set("n", "gra", vim.lsp.buf.code_action, { buffer = buffer })
  vim.lsp.codelens.refresh()
  vim.api.nvim_create_autocmd({ "InsertLeave", "TextChanged" }, {
    buffer = buffer,
    callback = function() vim.lsp.codelens.refresh() end,
  })
end

vim.api.nvim_create_autocmd("FileType", {
  pattern = { "prompt", "markdown", "text" },
  callback = function(event)
    id = id or vim.lsp.start_client({
      name = "promptls",
      cmd = { "promptls", "--stdio" },
      root_dir = vim.fn.getcwd(),
      on_attach = attached,
      on_exit = function() id = nil end,
    })
    vim.lsp.buf_attach_client(event.buf, id)
  end,
})
