" For other kinds of files copy this into a folder of their name beside `prompt` (`markdown`, `text`).
call ale#linter#Define(expand('<sfile>:p:h:t'), {
\   'name': 'promptls',
\   'lsp': 'stdio',
\   'executable': 'promptls',
\   'command': '%e --stdio',
\   'project_root': {buffer -> expand('#' . buffer . ':p:h')},
\   'language': 'prompt',
\})
