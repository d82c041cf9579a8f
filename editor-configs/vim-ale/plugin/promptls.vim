" promptls in Vim with ALE.
augroup promptls
  autocmd!
  autocmd BufRead,BufNewFile *.prompt setfiletype prompt
  autocmd FileType prompt setlocal omnifunc=ale#completion#OmniFunc
  autocmd FileType prompt nmap <buffer> K <Plug>(ale_hover)
augroup END
