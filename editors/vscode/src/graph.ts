// Graphs of functions, each in a panel beside the code. Graphviz, compiled to WebAssembly, draws what
// the server says; it is read when the first graph is opened.

import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

import { type OpenGraph, type Server } from './server';

interface Open {
  panel: vscode.WebviewPanel;
  asked: OpenGraph;
}

export class GraphPanels implements vscode.Disposable {
  private readonly panels = new Map<string, Open>();
  private readonly saved: vscode.Disposable;

  constructor(
    private readonly extension: vscode.Uri,
    private readonly server: Server,
  ) {
    this.saved = vscode.workspace.onDidSaveTextDocument((document) => {
      if (document.languageId === 'go') {
        this.panels.forEach((open) => void this.draw(open));
      }
    });
  }

  dispose(): void {
    this.saved.dispose();
    this.panels.forEach(({ panel }) => panel.dispose());
  }

  /** Shows the graph of a function. */
  async open(asked: OpenGraph): Promise<void> {
    const key = `${asked.uri} ${asked.function}`;
    const known = this.panels.get(key);
    if (known !== undefined) {
      known.panel.reveal(undefined, true);
      await this.draw(known);
      return;
    }
    const panel = vscode.window.createWebviewPanel(
      'goesc.graph',
      `${asked.function}: how values flow`,
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      {
        enableScripts: true,
        localResourceRoots: [
          vscode.Uri.joinPath(this.extension, 'dist'),
          vscode.Uri.joinPath(this.extension, 'media'),
        ],
        retainContextWhenHidden: true,
      },
    );
    const open = { panel, asked };
    this.panels.set(key, open);
    panel.onDidDispose(() => this.panels.delete(key));
    const isReady = new Promise<void>((resolve) => {
      panel.webview.onDidReceiveMessage(async (message: { kind: string }) => {
        if (message.kind === 'ready') {
          resolve();
        } else if (message.kind === 'copy') {
          await vscode.env.clipboard.writeText(await this.text(asked, 'md'));
          void vscode.window.showInformationMessage('Copied, as Mermaid for Markdown.');
        }
      });
    });
    panel.webview.html = this.page(panel.webview);
    await isReady;
    await this.draw(open);
  }

  private async draw({ panel, asked }: Open): Promise<void> {
    try {
      await panel.webview.postMessage({ kind: 'graph', dot: await this.text(asked, 'dot') });
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      await panel.webview.postMessage({ kind: 'error', what });
    }
  }

  /** The graph for Graphviz, or in a block of Markdown. */
  private text({ uri, function: name }: OpenGraph, format: 'dot' | 'md'): Promise<string> {
    const [path, file] = [name, uri].map(encodeURIComponent);
    return this.server.content(`goesc:///graph/${path}.${format}?file=${file}`);
  }

  private page(webview: vscode.Webview): string {
    const at = (...names: string[]) =>
      webview.asWebviewUri(vscode.Uri.joinPath(this.extension, ...names)).toString();
    const nonce = randomBytes(16).toString('base64');
    const allowed = [
      `default-src 'none'`,
      `style-src ${webview.cspSource} 'unsafe-inline'`,
      `script-src 'nonce-${nonce}' 'wasm-unsafe-eval'`,
    ].join('; ');
    return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${allowed}">
    <link rel="stylesheet" href="${at('media', 'graph.css')}">
  </head>
  <body>
    <nav><button id="copy">Copy as Mermaid</button><button id="smaller">−</button><button id="larger">+</button></nav>
    <p id="error" hidden></p>
    <main id="graph"></main>
    <script nonce="${nonce}" src="${at('dist', 'viz.js')}"></script>
  </body>
</html>
`;
  }
}
