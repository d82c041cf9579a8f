(define-derived-mode prompt-mode text-mode "Prompt")
(add-to-list 'auto-mode-alist '("\\.prompt\\'" . prompt-mode))
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               '((prompt-mode markdown-mode text-mode) . ("promptls" "--stdio"))))
(add-hook 'prompt-mode-hook #'eglot-ensure)
