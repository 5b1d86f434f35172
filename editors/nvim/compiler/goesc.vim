" Vim's and Neovim's quickfix list of what `goesc check` finds, without a language server:
"
"   :compiler goesc
"   :make ./...
"
" Errors in the source and violated assertions are errors (E), what goesc.toml says are warnings (W), and
" the rest are notes (N).

if exists('current_compiler')
  finish
endif
let current_compiler = 'goesc'

CompilerSet makeprg=goesc\ check\ --format\ concise\ $*
CompilerSet errorformat=%E%f:%l:%c:\ error:\ %m,%W%f:%l:%c:\ warning:\ %m,%N%f:%l:%c:\ note:\ %m,%-G%.%#
