// In a panel: draws the graph that the extension sends.

import { instance } from '@viz-js/viz';

interface Host {
  postMessage(message: unknown): void;
}
declare function acquireVsCodeApi(): Host;

type Message = { kind: 'graph'; dot: string } | { kind: 'error'; what: string };

// What a page has, as far as it is used here.
declare const document: {
  getElementById(id: string): Element;
  createElement(name: string): Element;
};
declare function addEventListener(
  name: 'message',
  listen: (event: { data: Message }) => void,
): void;
interface Drawing {
  getBoundingClientRect(): { width: number };
}
interface Element {
  childElementCount: number;
  clientWidth: number;
  hidden: boolean;
  textContent: string;
  style: Record<string, string>;
  replaceChildren(...children: unknown[]): void;
  addEventListener(name: string, listen: () => void): void;
}

const host = acquireVsCodeApi();
const graph = document.getElementById('graph');
const error = document.getElementById('error');
let scale = 1;

function zoom(by: number): void {
  scale = Math.min(4, Math.max(0.25, scale * by));
  graph.style['zoom'] = String(scale);
}

const viz = shown(instance());
document.getElementById('copy').addEventListener('click', () => host.postMessage({ kind: 'copy' }));
document.getElementById('smaller').addEventListener('click', () => zoom(1 / 1.25));
document.getElementById('larger').addEventListener('click', () => zoom(1.25));

addEventListener('message', ({ data }) => {
  void viz.then((viz) => {
    error.hidden = data.kind === 'graph';
    if (data.kind === 'error') {
      error.textContent = data.what;
      return;
    }
    const drawing = viz.renderSVGElement(data.dot) as unknown as Drawing;
    const isFirst = graph.childElementCount === 0;
    graph.replaceChildren(drawing);
    if (isFirst) {
      // All of it, as long as it can be read.
      zoom(Math.max(0.6, Math.min(1, (graph.clientWidth - 48) / drawing.getBoundingClientRect().width)));
    }
  });
});
host.postMessage({ kind: 'ready' });

/** What goes wrong is shown. */
function shown<T>(promise: Promise<T>): Promise<T> {
  promise.catch((what: unknown) => {
    error.hidden = false;
    error.textContent = String(what);
  });
  return promise;
}
