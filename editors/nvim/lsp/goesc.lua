-- goesc for Neovim from 0.11 on. With this folder in 'runtimepath' (or this file in ~/.config/nvim/lsp):
--
--   vim.lsp.enable('goesc')
--
-- gopls runs beside it: each has its own diagnostics, hovers and hints. Settings, all of which
-- docs/EDITORS.md explains, are added in your own configuration:
--
--   vim.lsp.config('goesc', { settings = { goesc = { inlayHints = { heap = true } } } })
--   vim.lsp.inlay_hint.enable()

---@type vim.lsp.Config
return {
  cmd = { 'goesc', 'server' },
  filetypes = { 'go' },
  root_markers = { 'go.work', 'go.mod', 'goesc.toml', '.git' },
  settings = { goesc = vim.empty_dict() },
}
