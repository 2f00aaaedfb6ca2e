-- A session of Neovim with the language server: diagnostics appear, also those
-- that need another file of the folder, a code action mends the file, hover
-- explains, members, operators and units are completed, and patterns are
-- formatted. What is seen goes to stdout as JSON.
local seen = {}

local function wait(what, ready)
  if not vim.wait(60000, ready, 20) then
    io.stdout:write(vim.fn.json_encode({ failed = what, seen = seen }) .. "\n")
    vim.cmd("cquit")
  end
end

vim.cmd("edit " .. vim.fn.fnameescape(vim.env.LOGSIEVE_FILE))
local client = vim.lsp.start_client({
  name = "logsieve",
  cmd = { vim.env.LOGSIEVE, "lsp" },
  root_dir = vim.fn.getcwd(),
})
vim.lsp.buf_attach_client(0, client)
wait("diagnostics", function() return #vim.diagnostic.get(0) > 0 end)
for _, d in ipairs(vim.diagnostic.get(0)) do
  table.insert(seen, string.format("%d:%d %s %s", d.lnum + 1, d.col + 1, d.code or d.user_data.lsp.code, vim.split(d.message, "\n")[1]))
end

local function request(method, line, column)
  vim.api.nvim_win_set_cursor(0, { line, column - 1 })
  local params = vim.lsp.util.make_range_params()
  params.position = params.range.start
  params.context = { diagnostics = {} }
  return vim.lsp.buf_request_sync(0, method, params, 60000)[client].result
end

local first = vim.diagnostic.get(0)[1]
local actions = request("textDocument/codeAction", first.lnum + 1, first.col + 1)
table.insert(seen, "action " .. actions[1].title)
vim.lsp.util.apply_workspace_edit(actions[1].edit, "utf-16")
wait("no diagnostics", function() return #vim.diagnostic.get(0) == 0 end)
vim.cmd("write")

local hover = request("textDocument/hover", first.lnum + 1, first.col + 1)
for _, line in ipairs(vim.split(hover.contents.value, "\n")) do
  table.insert(seen, "hover " .. line)
end
-- complete asks what can stand at the | of a line, and takes the first.
local function complete(line, text)
  local at = text:find("|", 1, true)
  vim.api.nvim_buf_set_lines(0, line - 1, line, false, { (text:gsub("|", "")) })
  local items = request("textDocument/completion", line, at)
  vim.lsp.util.apply_text_edits({ items[1].textEdit }, 0, "utf-16")
  table.insert(seen, string.format("complete %d: %s", #items, vim.trim(vim.fn.getline(line))))
end
local before = vim.api.nvim_buf_get_lines(0, 0, -1, false)
complete(6, "      FilterPattern: '{ $.us| }'")
complete(6, "      FilterPattern: '{ $.level is| }'")
complete(6, "      FilterPattern: '{ $.level = 1 && $.us| }'")
complete(7, (before[7]:gsub("Count}", "Co|}")))
vim.api.nvim_buf_set_lines(0, 0, -1, false, before)

vim.api.nvim_buf_set_lines(0, 5, 6, false, { "      FilterPattern: '{($.level=\"ERROR\")}'" })
local params = vim.lsp.util.make_range_params()
params.context = { diagnostics = {}, only = { "source.formatFilterPatterns" } }
local formats = vim.lsp.buf_request_sync(0, "textDocument/codeAction", params, 60000)[client].result
vim.lsp.util.apply_workspace_edit(formats[1].edit, "utf-16")
table.insert(seen, "format " .. vim.trim(vim.fn.getline(6)))

-- The folder: the pattern is in a variable that another file has.
vim.cmd("write")
vim.cmd("edit main.tf")
vim.lsp.buf_attach_client(0, client)
wait("a finding about another file", function() return #vim.diagnostic.get(0) > 0 end)
local d = vim.diagnostic.get(0)[1]
table.insert(seen, string.format("folder %d:%d %s %s", d.lnum + 1, d.col + 1, d.code or d.user_data.lsp.code, vim.split(d.message, "\n")[1]))

vim.lsp.stop_client(client)
wait("the end of the server", function() return vim.lsp.client_is_stopped(client) end)
io.stdout:write(vim.fn.json_encode({ seen = seen }) .. "\n")
vim.cmd("qall!")
