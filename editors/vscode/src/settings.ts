// What the server is told of the settings.

import * as vscode from 'vscode';

/** Settings that are the extension's own. */
const OWN = ['path', 'trace'];

/**
 * The settings as the server wants them. Errors in the source are told by Go's own extension where
 * there is one, which the server can't know.
 */
export function answer(settings: unknown): unknown {
  if (typeof settings !== 'object' || settings === null) {
    return settings;
  }
  const told = Object.entries(settings).filter(([name]) => !OWN.includes(name));
  const answered: Record<string, unknown> = Object.fromEntries(told);
  if (answered['sourceErrors'] === 'auto') {
    const others = vscode.extensions.getExtension('golang.go');
    answered['sourceErrors'] = others === undefined ? 'on' : 'off';
  }
  return answered;
}
