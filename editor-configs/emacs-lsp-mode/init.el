;; promptls in Emacs with lsp-mode (Debian: elpa-lsp-mode).
(define-derived-mode prompt-mode text-mode "Prompt")
(define-key prompt-mode-map (kbd "C-M-i") #'completion-at-point) ; Text mode would ask a dictionary.
(add-to-list 'auto-mode-alist '("\\.prompt\\'" . prompt-mode))
(setq lsp-auto-guess-root t)            ; Prompts need no project.
(with-eval-after-load 'lsp-mode
  (add-to-list 'lsp-language-id-configuration '(prompt-mode . "prompt"))
  (lsp-register-client
   (make-lsp-client :new-connection (lsp-stdio-connection '("promptls" "--stdio"))
                    :activation-fn (lsp-activate-on "prompt" "markdown")
                    :add-on? t
                    :server-id 'promptls)))
(add-hook 'prompt-mode-hook #'lsp)
