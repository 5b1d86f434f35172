;;; goesc.el --- What the Go compiler puts on the heap, by eglot  -*- lexical-binding: t -*-

;; Package-Requires: ((emacs "28.1") (eglot "1.9"))
;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Eglot has one server for a buffer.  Beside gopls, a multiplexer asks both and joins what they
;; say: with rassumfrassum (`pip install rassumfrassum'), which is used where it is found,
;;
;;   rass -- gopls -- goesc server
;;
;; Without gopls or without a multiplexer, goesc is asked alone.  In your configuration:
;;
;;   (require 'goesc)
;;   (add-hook 'go-mode-hook #'eglot-ensure)
;;
;; docs/EDITORS.md explains the settings.  Where directory-local variables set
;; `eglot-workspace-configuration', that counts instead.  Inlay hints are shown from Emacs 29 on (eglot 1.11).

;;; Code:

(require 'eglot)

(defgroup goesc nil
  "What the Go compiler puts on the heap, and why."
  :group 'eglot
  :prefix "goesc-")

(defcustom goesc-program "goesc"
  "The program."
  :type 'string)

(defcustom goesc-multiplexer "rass"
  "A program that asks several servers, as rassumfrassum does; nil for none."
  :type '(choice (const nil) string))

(defcustom goesc-settings '(:inlayHints (:heap t))
  "What the server is told of its section of the configuration."
  :type 'plist)

(defun goesc-contact (&optional _interactive _project)
  "How eglot starts what it asks about Go."
  (let ((alone (list goesc-program "server")))
    (if (and goesc-multiplexer
             (executable-find goesc-multiplexer)
             (executable-find "gopls"))
        (append (list goesc-multiplexer "--" "gopls" "--") alone)
      alone)))

(defvar goesc--others (default-value 'eglot-workspace-configuration)
  "What other servers are told.")

(defun goesc-configuration (&optional server)
  "What SERVER is told: `goesc-settings' beside what was configured for others."
  (let ((others (if (functionp goesc--others) (funcall goesc--others server) goesc--others)))
    (if (consp (car-safe others))
        (cons (cons :goesc goesc-settings) others)
      (append (list :goesc goesc-settings) others))))

(add-to-list 'eglot-server-programs '((go-mode go-ts-mode) . goesc-contact))
(setq-default eglot-workspace-configuration #'goesc-configuration)

(provide 'goesc)
;;; goesc.el ends here
