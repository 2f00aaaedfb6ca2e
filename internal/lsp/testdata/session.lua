-- A session of Neovim with the language server: diagnostics appear, a code
-- action mends the file, hover explains. What is seen goes to stdout as JSON.
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
vim.lsp.stop_client(client)
wait("the end of the server", function() return vim.lsp.client_is_stopped(client) end)
io.stdout:write(vim.fn.json_encode({ seen = seen }) .. "\n")
vim.cmd("qall!")
