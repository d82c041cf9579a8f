;; promptls in Emacs with eglot (part of Emacs 29; Debian 12: elpa-eglot).
(define-derived-mode prompt-mode text-mode "Prompt")
(define-key prompt-mode-map (kbd "C-M-i") #'completion-at-point) ; Text mode would ask a dictionary.
(add-to-list 'auto-mode-alist '("\\.prompt\\'" . prompt-mode))
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               '((prompt-mode markdown-mode text-mode) . ("promptls" "--stdio"))))
(add-hook 'prompt-mode-hook #'eglot-ensure)
