;;; session.el --- A session in Emacs, without a screen  -*- lexical-binding: t -*-

;; Opens, edits and saves Go code, and reads what goesc says:
;;
;;   PROJECT=COPY-OF-A-MODULE emacs -q --batch -l editors/emacs/test/session.el
;;
;; `goesc' is found in PATH; with MULTIPLEXER, it is asked through that program.  Ends with another
;; status than 0 if something isn't as it should be, or comes too late.

;;; Code:

(require 'cl-lib)
(require 'flymake)
(require 'jsonrpc)

(defconst session-deadline 20)
(defconst session-began (float-time))

(add-to-list 'load-path
             (expand-file-name ".." (file-name-directory (or load-file-name buffer-file-name))))
(require 'goesc)

(defun session-say (what)
  (princ (format "%5d ms: %s\n" (* 1000 (- (float-time) session-began)) what)))

(defun session-fail (what)
  (princ (format "%s\n" what) #'external-debugging-output)
  (kill-emacs 1))

(defun session-wait (what is-so &optional is)
  "Wait until IS-SO says so; else tell WHAT never came, and what IS."
  (let ((until (+ (float-time) session-deadline)) done)
    (while (not (or (setq done (funcall is-so)) (> (float-time) until)))
      (accept-process-output nil 0.02))
    (if done
        (session-say what)
      (session-fail (format "%s: not within %d s: %S" what session-deadline
                            (and is (funcall is)))))))

(defun session-has (text &optional line)
  "Whether a diagnostic has TEXT, on LINE if one is given."
  (let ((start (if line (format "%d: " line) "")))
    (lambda ()
      (cl-some (lambda (one) (and (string-prefix-p start one) (string-search text one)))
               (session-diagnostics)))))

(defun session-diagnostics ()
  (flymake-start)
  (sort (mapcar (lambda (one)
                  (format "%d: %s" (line-number-at-pos (flymake-diagnostic-beg one))
                          (flymake-diagnostic-text one)))
                (flymake-diagnostics))
        #'string<))

(defun session-line (text)
  "Go to the first line that has TEXT."
  (goto-char (point-min))
  (search-forward text)
  (beginning-of-line))

;; Emacs has no mode for Go of its own before 29.
(unless (fboundp 'go-mode)
  (define-derived-mode go-mode prog-mode "Go"))
(add-to-list 'auto-mode-alist '("\\.go\\'" . go-mode))
(put 'go-mode 'eglot-language-id "go")

(setq goesc-settings '(:inlayHints (:heap t :leaks t))
      goesc-multiplexer nil
      eglot-autoshutdown nil
      eglot-sync-connect 10
      make-backup-files nil)
(let ((multiplexer (getenv "MULTIPLEXER")))
  (when multiplexer
    (cl-letf (((symbol-function 'executable-find) (lambda (&rest _) t)))
      (setq goesc-multiplexer multiplexer)
      (unless (equal (goesc-contact) (list multiplexer "--" "gopls" "--" "goesc" "server"))
        (session-fail (format "what is started: %S" (goesc-contact)))))
    ;; There is no gopls here.
    (setf (alist-get '(go-mode go-ts-mode) eglot-server-programs nil nil #'equal)
          (list multiplexer "--" "goesc" "server"))))

(let ((project (getenv "PROJECT")))
  (let ((default-directory (file-name-as-directory project)))
    (call-process "git" nil nil nil "init" "-q"))
  (find-file (expand-file-name "cart.go" project)))
(eglot-ensure)
(run-hooks 'post-command-hook)
(unless (eglot-current-server)
  (apply #'eglot (eglot--guess-contact)))
(session-say "connected")

(session-wait "diagnostics" (session-has "moved to heap: item") #'session-diagnostics)

(session-line "item := Item")
(forward-char 1)
(let* ((server (eglot-current-server))
       (hover (jsonrpc-request server :textDocument/hover (eglot--TextDocumentPositionParams)))
       (text (format "%S" hover)))
  (unless (string-search "24 bytes" text)
    (session-fail (format "a hover: %s" text)))
  (session-say "a hover"))

(defun session-hints ()
  (let ((end (save-excursion (goto-char (point-max)) (eglot--pos-to-lsp-position))))
    (mapcar (lambda (hint) (plist-get hint :label))
            (jsonrpc-request (eglot-current-server) :textDocument/inlayHint
                             (list :textDocument (eglot--TextDocumentIdentifier)
                                   :range (list :start '(:line 0 :character 0) :end end))))))
(let ((hints (session-hints)))
  (unless (and (member "heap 24 B" hints) (member "leaks" hints))
    (session-fail (format "inlay hints: %S" hints)))
  (session-say "inlay hints"))

;; What is typed counts before it is saved.
(session-line "item := Item")
(let ((line (line-number-at-pos)))
  (insert "\t// ä𝒳\n\textra := new([100]int64)\n\tc.extra = extra\n")
  (run-hooks 'post-command-hook)
  (eglot--signal-textDocument/didChange)
  (session-wait "diagnostics of an edit"
                (session-has "new([100]int64) escapes to heap" (+ line 1)) #'session-diagnostics)
  (session-wait "diagnostics below it" (session-has "moved to heap: item" (+ line 3))
                #'session-diagnostics))
(unless (member "heap 800 B" (session-hints))
  (session-fail (format "inlay hints of an edit: %S" (session-hints))))

(save-buffer)
(session-wait "diagnostics after saving" (session-has "new([100]int64) escapes to heap")
              #'session-diagnostics)

;; An edit that the server makes.
(session-line "item := Item")
(let* ((actions (jsonrpc-request
                 (eglot-current-server) :textDocument/codeAction
                 (list :textDocument (eglot--TextDocumentIdentifier)
                       :range (list :start (eglot--pos-to-lsp-position)
                                    :end (eglot--pos-to-lsp-position (line-end-position)))
                       :context '(:diagnostics [] :only ["quickfix"]))))
       (edit (and (> (length actions) 0) (plist-get (elt actions 0) :edit))))
  (unless edit
    (session-fail (format "an action: %S" actions)))
  (eglot--apply-workspace-edit edit)
  (eglot--signal-textDocument/didChange)
  (session-wait "a suppression"
                (lambda () (not (funcall (session-has "moved to heap: item"))))
                #'session-diagnostics))

;; Without the server: what `goesc check' prints is what `compile' knows to jump to.
(let ((directory default-directory))
  (with-temp-buffer
    (setq default-directory directory)
    (call-process goesc-program nil t nil "check" "--format" "concise" ".")
    (compilation-mode)
    (compilation--ensure-parse (point-max))
    (let ((found (mapcar (lambda (text)
                           (goto-char (point-min))
                           (search-forward text)
                           (beginning-of-line)
                           (let* ((message (get-text-property (point) 'compilation-message))
                                  (place (compilation--message->loc message)))
                             (list (compilation--message->type message)
                                   (compilation--loc->line place)
                                   (caar (compilation--loc->file-struct place)))))
                         '("new([100]int64) escapes" "fmt.Sprint may allocate"))))
      (unless (and (equal (car found) '(0 25 "./cart.go")) (equal (caadr found) 2))
        (session-fail (format "what compile makes of it: %S" found)))))
  (session-say "a list of compile"))

(let ((server (eglot-current-server)))
  (eglot-shutdown server nil 5)
  (session-wait "the end" (lambda () (not (jsonrpc-running-p server)))))
(set-buffer-modified-p nil)
(kill-emacs 0)
;;; session.el ends here
