-- A session in Neovim, without a screen: opens, edits and saves Go code, and reads what goesc says.
--
--   PROJECT=COPY-OF-A-MODULE nvim --headless --clean -l editors/nvim/test/session.lua
--
-- `goesc` is found in PATH. Ends with status 1 if something isn't as it should be, or comes too late.

local DEADLINE = 20000

local here = debug.getinfo(1, 'S').source:sub(2):match('(.*)/') or '.'
vim.opt.runtimepath:prepend(vim.fn.fnamemodify(here .. '/..', ':p'))

local began = vim.uv.hrtime()
local function say(what)
  io.stdout:write(('%5d ms: %s\n'):format((vim.uv.hrtime() - began) / 1e6, what))
end

local function fail(what)
  io.stderr:write(what .. '\n')
  os.exit(1)
end

--- Waits until something is so, and tells what is if it never comes to that.
local function wait(what, is_so, is)
  if not vim.wait(DEADLINE, is_so, 10) then
    fail(('%s: not within %d s: %s'):format(what, DEADLINE / 1000, vim.inspect(is and is())))
  end
  say(what)
end

local ended
vim.lsp.config('goesc', {
  settings = { goesc = { inlayHints = { heap = true, leaks = true } } },
  on_exit = function(code, signal)
    ended = code == 0 and signal == 0 and 'well' or ('with %d, by signal %d'):format(code, signal)
  end,
})
vim.lsp.enable('goesc')

local project = assert(vim.env.PROJECT, 'PROJECT is a folder')
vim.cmd.edit(project .. '/cart.go')
vim.bo.filetype = 'go'
local buffer = vim.api.nvim_get_current_buf()

local function diagnostics()
  local found = vim.tbl_map(function(one)
    return ('%d:%d: %s'):format(one.lnum + 1, one.col + 1, one.message)
  end, vim.diagnostic.get(buffer))
  table.sort(found)
  return found
end

local function has(list, text)
  return vim.iter(list):any(function(one)
    return one:find(text, 1, true) ~= nil
  end)
end

wait('diagnostics', function()
  return has(diagnostics(), 'moved to heap: item')
end, diagnostics)
local client = vim.lsp.get_clients({ name = 'goesc' })[1]
if client.root_dir ~= project then
  fail('the root is ' .. tostring(client.root_dir))
end

local function line_of(text)
  for number, line in ipairs(vim.api.nvim_buf_get_lines(buffer, 0, -1, false)) do
    if line:find(text, 1, true) then
      return number
    end
  end
  return fail('no line has ' .. text)
end

local function ask(method, params)
  local answer, problem = client:request_sync(method, params, DEADLINE, buffer)
  if not answer or answer.err then
    fail(method .. ': ' .. vim.inspect(answer and answer.err or problem))
  end
  return answer.result
end

-- A hover, where the cursor is.
vim.api.nvim_win_set_cursor(0, { line_of('item := Item'), 1 })
local position = vim.lsp.util.make_position_params(0, client.offset_encoding)
local hover = ask('textDocument/hover', position)
if not hover or not hover.contents.value:find('24 bytes', 1, true) then
  fail('a hover: ' .. vim.inspect(hover))
end
say('a hover')

-- Inlay hints, as Neovim keeps them to show.
vim.lsp.inlay_hint.enable(true, { bufnr = buffer })
local function hints()
  return vim.tbl_map(function(hint)
    local label = hint.inlay_hint.label
    return type(label) == 'string' and label or label[1].value
  end, vim.lsp.inlay_hint.get({ bufnr = buffer }))
end
wait('inlay hints', function()
  return has(hints(), 'heap 24 B') and has(hints(), 'leaks')
end, hints)

-- What is typed counts before it is saved, and is where the text is.
local at = line_of('item := Item')
vim.api.nvim_buf_set_lines(buffer, at - 1, at - 1, false, { '\t// ä𝒳', '\textra := new([100]int64)', '\tc.extra = extra' })
wait('diagnostics of an edit', function()
  return has(diagnostics(), 'new([100]int64) escapes to heap') and has(diagnostics(), (at + 3) .. ':2: moved to heap: item')
end, diagnostics)
wait('inlay hints of an edit', function()
  return has(hints(), 'heap 800 B')
end, hints)

-- Saved, it is the same.
vim.cmd.write()
wait('diagnostics after saving', function()
  return has(diagnostics(), 'new([100]int64) escapes to heap')
end, diagnostics)
if not has(vim.fn.readfile(project .. '/cart.go'), 'new([100]int64)') then
  fail('nothing was saved')
end

-- An edit that the server makes: a comment that suppresses what is found.
local function actions(line, only)
  local range = { start = { line = line - 1, character = 1 }, ['end'] = { line = line - 1, character = 1 } }
  return ask('textDocument/codeAction', {
    textDocument = position.textDocument,
    range = range,
    context = { diagnostics = {}, only = only },
  }) or {}
end
local suppress = actions(line_of('item := Item'), { 'quickfix' })[1]
if not suppress or not suppress.edit then
  fail('an action: ' .. vim.inspect(suppress))
end
vim.lsp.util.apply_workspace_edit(suppress.edit, client.offset_encoding)
wait('a suppression', function()
  return not has(diagnostics(), 'moved to heap: item')
end, diagnostics)

-- What a command answers: the graph of a function.
local graph = actions(line_of('item := Item'), { 'source.goesc.graph' })[1]
local drawn = graph and ask('workspace/executeCommand', graph.command)
if not drawn or not drawn.text:find('flowchart', 1, true) then
  fail('a graph: ' .. vim.inspect(drawn))
end
say('a graph')

-- Without the server: what `goesc check` prints is the quickfix list.
vim.cmd.cd(project)
vim.cmd.compiler('goesc')
vim.cmd('silent make! .')
local listed = vim.tbl_map(function(one)
  return ('%s:%d:%d %s %s'):format(vim.fs.basename(vim.fn.bufname(one.bufnr)), one.lnum, one.col, one.type, one.text)
end, vim.fn.getqflist())
if not has(listed, 'cart.go:25:14 N new([100]int64) escapes to heap') or not has(listed, ' E fmt.Sprint may allocate') then
  fail('the quickfix list: ' .. vim.inspect(listed))
end
say('a quickfix list')

-- It ends when it is told to, and well.
client:stop()
wait('the end', function()
  return ended == 'well'
end, function()
  return ended
end)
os.exit(0)
