-- Ghost text for Neovim 0.11 (0.12 has its own): shown a moment after typing, taken with Ctrl-F.
local M = {}
local space = vim.api.nvim_create_namespace("promptls.ghost")
local shown ---@type { row: integer, column: integer, text: string }?
local pending ---@type integer?
local timer = assert(vim.uv.new_timer())

local function show(buffer, ghost)
  shown = ghost
  vim.api.nvim_buf_clear_namespace(buffer, space, 0, -1)
  if not ghost then return end
  local lines = vim.split(ghost.text, "\n")
  local virtual = vim.tbl_map(function(line) return { { line, "Comment" } } end, lines)
  vim.api.nvim_buf_set_extmark(buffer, space, ghost.row, ghost.column, {
    virt_text = table.remove(virtual, 1),
    virt_text_pos = "inline",
    virt_lines = virtual,
  })
end

local function cursor()
  local place = vim.api.nvim_win_get_cursor(0)
  return place[1] - 1, place[2]
end

local function ask(client, buffer)
  if pending then client:cancel_request(pending) end
  local tick = vim.api.nvim_buf_get_changedtick(buffer)
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  params.context = { triggerKind = 2 }
  local _, id = client:request("textDocument/inlineCompletion", params, function(_, result)
    pending = nil
    local item = result and (result.items or result)[1]
    local isStale = tick ~= vim.api.nvim_buf_get_changedtick(buffer)
    if not item or isStale or vim.fn.mode() ~= "i" then return end
    local row, column = cursor()
    show(buffer, { row = row, column = column, text = item.insertText })
  end, buffer)
  pending = id
end

-- What was typed as suggested leaves the rest standing; anything else asks anew.
local function typed(client, buffer)
  local row, column = cursor()
  local length = shown and row == shown.row and column - shown.column or -1
  local line = vim.api.nvim_get_current_line()
  if length > 0 and line:sub(shown.column + 1, column) == shown.text:sub(1, length)
    and length < #shown.text then
    show(buffer, { row = row, column = column, text = shown.text:sub(length + 1) })
    return
  end
  show(buffer, nil)
  timer:start(60, 0, vim.schedule_wrap(function()
    if vim.api.nvim_get_current_buf() == buffer then ask(client, buffer) end
  end))
end

function M.attach(client, buffer)
  local on = function(events, callback)
    vim.api.nvim_create_autocmd(events, { buffer = buffer, callback = callback })
  end
  on({ "InsertEnter", "TextChangedI" }, function() typed(client, buffer) end)
  on({ "InsertLeave" }, function() show(buffer, nil) end)
  vim.keymap.set("i", "<C-f>", function()
    local ghost = shown
    if not ghost then return ask(client, buffer) end
    show(buffer, nil)
    local row, column, lines = ghost.row, ghost.column, vim.split(ghost.text, "\n")
    vim.api.nvim_buf_set_text(buffer, row, column, row, column, lines)
    local start = #lines == 1 and column or 0
    vim.api.nvim_win_set_cursor(0, { row + #lines, start + #lines[#lines] })
  end, { buffer = buffer })
end

return M
