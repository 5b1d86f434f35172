"use strict";
// Filters, keys, and arrows along the path of what was opened. Everything is there without it, too.
(() => {
  const all = (selector, of = document) => Array.from(of.querySelectorAll(selector));
  const form = document.querySelector("form");
  const items = all("[data-weight]");

  const filter = () => {
    const text = form.text.value.toLowerCase();
    const rule = form.rule.value;
    const least = Number(form.weight.value) || 0;
    let shown = 0;
    for (const item of items) {
      const fits = (!rule || item.dataset.rule === rule) && Number(item.dataset.weight) >= least &&
        (!text || item.textContent.toLowerCase().includes(text));
      item.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    form.querySelector("output").textContent = `${shown} of ${items.length}`;
    draw();
  };

  const table = document.querySelector(".source");
  const draw = () => {
    if (!table) return;
    all("svg.arrows", table.parentElement).forEach((old) => old.remove());
    all("tr.target").forEach((row) => row.classList.remove("target"));
    const open = all("details[open]").filter((one) => !one.hidden);
    const one = open.includes(document.activeElement?.closest("details"))
      ? document.activeElement.closest("details") : open[open.length - 1];
    if (!one) return;
    const own = document.getElementById(one.dataset.line);
    const rows = [own, ...all("a[data-step]", one).map((step) => document.getElementById(step.dataset.step))]
      .filter(Boolean);
    const name = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(name, "svg");
    svg.classList.add("arrows");
    svg.innerHTML = '<defs><marker id="head" viewBox="0 0 6 6" refX="5" refY="3" markerWidth="6" ' +
      'markerHeight="6" orient="auto"><path d="M0 0 L6 3 L0 6" /></marker></defs>';
    const frame = table.parentElement.getBoundingClientRect();
    const middle = (row) => { const at = row.getBoundingClientRect(); return at.top - frame.top + at.height / 2; };
    rows.forEach((row) => row.classList.add("target"));
    for (let index = 1; index < rows.length; index++) {
      const [from, to] = [middle(rows[index - 1]), middle(rows[index])];
      if (Math.abs(from - to) < 1) continue;
      const path = document.createElementNS(name, "path");
      const right = 58 - 10 * Math.min(4, index);
      path.setAttribute("d", `M66 ${from} C${right} ${from} ${right} ${to} 66 ${to}`);
      path.setAttribute("marker-end", "url(#head)");
      svg.append(path);
    }
    table.parentElement.append(svg);
  };

  // A graph in columns: what flows stands left of where it flows to.
  const columnsOf = ({ nodes, edges }) => {
    const next = nodes.map(() => []);
    edges.forEach(([from, to]) => { if (from !== to) next[from].push(to); });
    const state = nodes.map(() => 0);
    const order = [];
    const back = new Set();
    const visit = (start) => {
      const open = [[start, 0]];
      state[start] = 1;
      while (open.length) {
        const top = open[open.length - 1];
        const to = next[top[0]][top[1]++];
        if (to === undefined) { state[top[0]] = 2; order.push(top[0]); open.pop(); }
        else if (state[to] === 0) { state[to] = 1; open.push([to, 0]); }
        else if (state[to] === 1) back.add(`${top[0]} ${to}`);
      }
    };
    nodes.forEach((_, node) => { if (state[node] === 0) visit(node); });
    const column = nodes.map(() => 0);
    for (const from of order.reverse()) {
      for (const to of next[from]) {
        if (!back.has(`${from} ${to}`)) column[to] = Math.max(column[to], column[from] + 1);
      }
    }
    // The heap is where everything ends.
    const last = Math.max(...column);
    nodes.forEach(([, kind], node) => { if (kind === "heap") column[node] = Math.max(last, 1); });
    const columns = Array.from({ length: Math.max(last, 1) + 1 }, () => []);
    nodes.forEach((_, node) => columns[column[node]].push(node));
    const alone = (node) => Number(!edges.some(([a, b]) => a === node || b === node));
    // Two rounds that put each node beside those that it has to do with.
    const rank = nodes.map(() => 0);
    const place = (list) => list.forEach((node, index) => { rank[node] = index; });
    columns.forEach(place);
    for (let round = 0; round < 2; round++) {
      for (const list of columns) {
        const wish = new Map(list.map((node) => {
          const beside = edges.filter(([a, b]) => a === node || b === node).map(([a, b]) => rank[a === node ? b : a]);
          return [node, beside.length ? beside.reduce((sum, at) => sum + at, 0) / beside.length : rank[node]];
        }));
        list.sort((a, b) => alone(a) - alone(b) || wish.get(a) - wish.get(b) || a - b);
        place(list);
      }
    }
    return columns;
  };

  const drawGraph = (graph) => {
    const name = "http://www.w3.org/2000/svg";
    const make = (tag, attributes, parent) => {
      const made = document.createElementNS(name, tag);
      Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
      parent.append(made);
      return made;
    };
    const short = (label) => (label.length > 34 ? `${label.slice(0, 33)}\u2026` : label);
    const width = (node) => 7.3 * short(graph.nodes[node][0]).length + 16;
    const columns = columnsOf(graph).filter((list) => list.length);
    const at = [];
    let x = 8;
    for (const list of columns) {
      const wide = Math.max(...list.map(width));
      list.forEach((node, index) => { at[node] = { x, y: 12 + 44 * index, width: width(node) }; });
      x += wide + 96;
    }
    const height = 12 + 44 * Math.max(...columns.map((list) => list.length));
    const svg = document.createElementNS(name, "svg");
    svg.setAttribute("width", x - 80);
    svg.setAttribute("height", height + 8);
    svg.innerHTML = '<defs><marker id="tip" viewBox="0 0 6 6" refX="5" refY="3" markerWidth="7" ' +
      'markerHeight="7" orient="auto"><path d="M0 0 L6 3 L0 6" /></marker></defs>';
    // One line for all that flows from one to another; its words are there for the pointer.
    const flows = new Map();
    for (const [from, to, why] of graph.edges) {
      const key = `${from} ${to}`;
      if (!flows.has(key)) flows.set(key, { from, to, words: [] });
      flows.get(key).words.push(why);
    }
    for (const { from, to, words } of flows.values()) {
      const [a, b] = [at[from], at[to]];
      const [x1, y1, x2, y2] = [a.x + a.width, a.y + 12, b.x, b.y + 12];
      const bend = x2 > x1 ? (x2 - x1) / 2 : 40;
      const flow = make("g", {}, svg);
      make("title", {}, flow).textContent = words.join("\n");
      make("path", { d: `M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`,
        "marker-end": "url(#tip)" }, flow);
      const signs = [...new Set(words.map((why) => /^[&*]+/.exec(why)?.[0] ?? ""))].filter(Boolean);
      make("text", { class: "why", x: x2 - 18, y: y2 + (y2 < y1 ? 14 : -4) }, flow).textContent = signs.join(" ");
    }
    graph.nodes.forEach(([label, kind], node) => {
      const { x, y, width } = at[node];
      const group = make("g", { class: kind }, svg);
      make("rect", { x, y, width, height: 24, rx: 3 }, group);
      make("text", { x: x + 8, y: y + 16 }, group).textContent = short(label);
      make("title", {}, group).textContent = label;
    });
    return svg;
  };

  all("button[data-graph]").forEach((button) => button.addEventListener("click", () => {
    const old = button.nextElementSibling;
    if (old && old.classList.contains("drawn")) old.remove();
    else {
      const drawn = document.createElement("div");
      drawn.className = "drawn";
      drawn.append(drawGraph(JSON.parse(document.getElementById(button.dataset.graph).textContent)));
      button.after(drawn);
    }
    draw();
  }));

  const step = (by) => {
    const places = all("details, tr[data-weight] a").filter((one) => one.offsetParent !== null);
    const now = places.findIndex((one) => one.contains(document.activeElement));
    const next = places[now < 0 ? (by > 0 ? 0 : places.length - 1) : now + by];
    if (!next) return;
    (next.querySelector("summary") || next).focus();
    next.scrollIntoView({ block: "center" });
  };

  if (form) {
    form.addEventListener("input", filter);
    form.addEventListener("submit", (event) => event.preventDefault());
    filter();
  }
  all("details").forEach((one) => one.addEventListener("toggle", draw));
  window.addEventListener("resize", draw);
  document.addEventListener("keydown", (event) => {
    if (event.target.matches("input, select") || event.ctrlKey || event.metaKey || event.altKey) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "/" && form) { event.preventDefault(); form.text.focus(); }
    else if (event.key === "u" && document.querySelector("a[rel=up]")) document.querySelector("a[rel=up]").click();
  });
  const linked = location.hash && document.getElementById(location.hash.slice(1));
  if (linked && linked.tagName === "DETAILS") {
    linked.open = true;
    linked.scrollIntoView({ block: "center" });
  }
})();
