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
