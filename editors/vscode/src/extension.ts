// The extension: starts `goesc server`, restarts it when a setting asks for that, and gives the
// commands and the status bar item that VS Code has and the protocol hasn't.

import * as vscode from 'vscode';

import { Server } from './server';
import { GraphPanels } from './graph';
import { StatusItem } from './status';

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel('goesc', { log: true });
  const status = new StatusItem();
  const server = new Server(log, status);
  const graphs = new GraphPanels(context.extensionUri, server);
  server.onOpenGraph = (asked) => graphs.open(asked);
  const on = vscode.commands.registerCommand;
  context.subscriptions.push(
    log,
    status,
    server,
    graphs,
    on('goesc.menu', () => showMenu(server)),
    on('goesc.restart', () => server.restart()),
    on('goesc.showLog', () => log.show()),
    on('goesc.graph', () => server.graphAtCursor()),
    on('goesc.toggleFile', () => server.toggle('file')),
    on('goesc.toggleFolder', () => server.toggle('folder')),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('goesc.path')) {
        void server.restart();
      }
    }),
  );
  await server.restart();
}

interface Choice extends vscode.QuickPickItem {
  command: string;
  arguments?: unknown[];
}

/** What the status bar item opens. */
async function showMenu(server: Server): Promise<void> {
  const choices: Choice[] = [
    { label: '$(eye) Show or hide allocations in this file', command: 'goesc.toggleFile' },
    { label: '$(folder) Show or hide allocations in this folder', command: 'goesc.toggleFolder' },
    { label: '$(type-hierarchy) Show how values flow in the function', command: 'goesc.graph' },
    { label: '$(debug-restart) Restart the server', command: 'goesc.restart' },
    { label: '$(output) Show the log', command: 'goesc.showLog' },
    {
      label: '$(gear) Settings',
      command: 'workbench.action.openSettings',
      arguments: ['@ext:goesc.goesc'],
    },
  ];
  const title = server.version === undefined ? 'goesc' : `goesc ${server.version}`;
  const chosen = await vscode.window.showQuickPick(choices, { title });
  if (chosen !== undefined) {
    await vscode.commands.executeCommand(chosen.command, ...(chosen.arguments ?? []));
  }
}
