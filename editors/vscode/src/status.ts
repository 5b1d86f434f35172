// The status bar item: whether goesc works, and whether what is shown of a file is of its text as it is.

import * as vscode from 'vscode';

/** What the server says with `goesc/status`. */
export interface ServerStatus {
  state: 'ready' | 'analyzing';
  /** The files of which what is shown is of an older text. */
  old?: string[];
}

/** That, and what only the extension knows. */
export type Status = ServerStatus | { state: 'starting' | 'stopped' | 'missing' };

const TOLD: Record<Status['state'], string> = {
  ready: 'goesc is ready',
  analyzing: 'goesc is analyzing',
  starting: 'goesc is starting',
  stopped: 'goesc has stopped: its log says why',
  missing: 'goesc is not found',
};

export class StatusItem implements vscode.Disposable {
  private readonly item: vscode.StatusBarItem;
  private readonly shown: vscode.Disposable;
  private status: Status = { state: 'starting' };

  constructor() {
    this.item = vscode.window.createStatusBarItem(
      'goesc.status',
      vscode.StatusBarAlignment.Right,
      50,
    );
    this.item.name = 'goesc';
    this.item.command = 'goesc.menu';
    this.shown = vscode.window.onDidChangeActiveTextEditor(() => this.update());
    this.update();
  }

  show(status: Status): void {
    this.status = status;
    this.update();
  }

  dispose(): void {
    this.shown.dispose();
    this.item.dispose();
  }

  private update(): void {
    const document = vscode.window.activeTextEditor?.document;
    if (document?.languageId !== 'go') {
      this.item.hide();
      return;
    }
    const { status } = this;
    const isOld = 'old' in status && status.old?.some((uri) => isOf(uri, document.uri)) === true;
    const isWrong = status.state === 'stopped' || status.state === 'missing';
    const isBusy = status.state === 'starting' || status.state === 'analyzing';
    this.item.text = isWrong ? '$(warning) goesc' : isBusy ? '$(sync~spin) goesc' : '$(check) goesc';
    this.item.tooltip = isOld
      ? `${TOLD[status.state]}: what is shown of this file is of an older text`
      : TOLD[status.state];
    this.item.backgroundColor = isWrong
      ? new vscode.ThemeColor('statusBarItem.warningBackground')
      : undefined;
    this.item.show();
  }
}

/** Servers and editors escape differently. */
function isOf(text: string, uri: vscode.Uri): boolean {
  return vscode.Uri.parse(text).toString() === uri.toString();
}
