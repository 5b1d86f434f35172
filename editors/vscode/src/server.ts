// `goesc server` as a process, and the client that talks with it.

import { access, constants } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import {
  type ExecuteCommandSignature,
  LanguageClient,
  type LanguageClientOptions,
  State,
} from 'vscode-languageclient/node';

import { answer } from './settings';
import { type ServerStatus, type StatusItem } from './status';

/** What `goesc.openGraph` takes. */
export interface OpenGraph {
  uri: string;
  function: string;
}

const SELECTOR = [
  { scheme: 'file', language: 'go' },
  { scheme: 'untitled', language: 'go' },
];

export class Server implements vscode.Disposable {
  /** Shows a graph; otherwise the server has it shown as a document. */
  onOpenGraph: ((asked: OpenGraph) => unknown) | undefined;

  private client: LanguageClient | undefined;
  private last = Promise.resolve();

  constructor(
    private readonly log: vscode.LogOutputChannel,
    private readonly status: StatusItem,
  ) {}

  /** What the server says that it is. */
  get version(): string | undefined {
    return this.client?.initializeResult?.serverInfo?.version;
  }

  /** Starts it; when it runs already, anew. What is asked for meanwhile comes after. */
  restart(): Promise<void> {
    this.last = this.last.then(async () => {
      await this.stop();
      await this.start();
    });
    return this.last;
  }

  private async start(): Promise<void> {
    const named = vscode.workspace.getConfiguration('goesc').get<string>('path') || 'goesc';
    const command = await find(named);
    if (command === undefined) {
      this.status.show({ state: 'missing' });
      this.log.error(`${named} isn't found`);
      const settings = 'Open settings';
      const message = `goesc isn't found as \`${named}\`. Install it, or say where it is.`;
      void vscode.window.showErrorMessage(message, settings).then((chosen) => {
        if (chosen === settings) {
          void vscode.commands.executeCommand('workbench.action.openSettings', 'goesc.path');
        }
      });
      return;
    }
    const client = new LanguageClient(
      'goesc',
      'goesc',
      { command, args: ['server'] },
      this.options(),
    );
    client.onNotification('goesc/status', (status: ServerStatus) => this.status.show(status));
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Stopped || newState === State.StartFailed) {
        this.status.show({ state: 'stopped' });
      }
    });
    client.registerFeature({
      fillClientCapabilities: (capabilities) => {
        const others = (capabilities.experimental ?? {}) as object;
        capabilities.experimental = { ...others, goescStatus: true };
      },
      initialize: () => {},
      getState: () => ({ kind: 'static' }),
      clear: () => {},
    });
    this.client = client;
    this.status.show({ state: 'starting' });
    try {
      await client.start();
      this.status.show({ state: 'ready' });
    } catch (error) {
      this.log.error(String(error));
      this.status.show({ state: 'stopped' });
    }
  }

  dispose(): void {
    this.last = this.last.then(() => this.stop());
  }

  private async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    // One that never ran can't be stopped.
    await client?.dispose().catch((error: unknown) => this.log.warn(String(error)));
  }

  private options(): LanguageClientOptions {
    return {
      documentSelector: SELECTOR,
      outputChannel: this.log,
      traceOutputChannel: this.log,
      initializationOptions: { status: true },
      markdown: { isTrusted: false, supportHtml: false },
      middleware: {
        executeCommand: (command, args, next) => this.execute(command, args, next),
        workspace: {
          configuration: async (params, token, next) => {
            const values = await next(params, token);
            if (!Array.isArray(values)) {
              return values;
            }
            return values.map((value, at) =>
              params.items[at]?.section === 'goesc' ? answer(value) : value,
            );
          },
        },
      },
    };
  }

  private execute(command: string, args: unknown[], next: ExecuteCommandSignature): unknown {
    if (command === 'goesc.openGraph' && this.onOpenGraph !== undefined) {
      return this.onOpenGraph(args[0] as OpenGraph);
    }
    return next(command, args);
  }

  /** The text of a document that is on no disk. */
  async content(uri: string): Promise<string> {
    if (this.client === undefined) {
      throw new Error('goesc is not running');
    }
    const found = await this.client.sendRequest<{ text: string }>('workspace/textDocumentContent', {
      uri,
    });
    return found.text;
  }

  /** Shows or hides allocations in the file that is edited, or in its folder. */
  async toggle(scope: 'file' | 'folder'): Promise<void> {
    const editor = goEditor();
    if (editor === undefined) {
      return;
    }
    const uri = this.client?.code2ProtocolConverter.asUri(editor.document.uri);
    await this.client?.sendRequest('workspace/executeCommand', {
      command: 'goesc.toggleAllocations',
      arguments: [{ uri, scope }],
    });
  }

  /** Shows the graph of the function at the cursor: the one of which the server has an action. */
  async graphAtCursor(): Promise<void> {
    const editor = goEditor();
    if (editor === undefined) {
      return;
    }
    const actions = await vscode.commands.executeCommand<(vscode.CodeAction | vscode.Command)[]>(
      'vscode.executeCodeActionProvider',
      editor.document.uri,
      editor.selection,
      'source.goesc.graph',
    );
    for (const action of actions) {
      const command = typeof action.command === 'object' ? action.command : undefined;
      if (command?.command === 'goesc.openGraph') {
        await vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
        return;
      }
    }
    void vscode.window.showInformationMessage('There is no function at the cursor.');
  }
}

function goEditor(): vscode.TextEditor | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId === 'go') {
    return editor;
  }
  void vscode.window.showInformationMessage('No Go file is being edited.');
  return undefined;
}

/** The program of a name, in PATH or where cargo puts it, or at a path. */
async function find(name: string): Promise<string | undefined> {
  const expanded = name.replace(/^~(?=\/)/, os.homedir());
  const suffixes = process.platform === 'win32' ? ['', '.exe'] : [''];
  const folders = path.isAbsolute(expanded)
    ? ['']
    : /[\\/]/.test(expanded)
      ? (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath)
      : [
          ...(process.env['PATH'] ?? '').split(path.delimiter).filter((dir) => path.isAbsolute(dir)),
          path.join(os.homedir(), '.cargo', 'bin'),
        ];
  for (const folder of folders) {
    for (const suffix of suffixes) {
      const file = path.join(folder, expanded + suffix);
      try {
        await access(file, constants.X_OK);
        return file;
      } catch {
        // It isn't there.
      }
    }
  }
  return undefined;
}
