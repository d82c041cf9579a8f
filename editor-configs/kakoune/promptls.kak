# promptls in Kakoune, which has no language client of its own: by promptls's commands.
hook global BufCreate .*\.prompt %{ set-option buffer filetype prompt }
hook global WinSetOption filetype=(prompt|markdown) %{
    set-option window lintcmd 'promptls lint --format=gcc'
    hook window BufWritePost .* lint-buffer
    lint-buffer
}

define-command promptls-count -docstring 'show how many tokens the buffer has' %{
    evaluate-commands -draft %{
        execute-keys '%'
        set-register p %sh{ printf %s "$kak_selection" | promptls count }
    }
    info -title promptls %reg{p}
}

define-command promptls-complete -docstring 'go on with the prompt, at its end' %{
    execute-keys -draft '%|{ text=$(cat); printf %s "$text"; printf %s "$text" | promptls complete --max-tokens 16; }<ret>'
}
