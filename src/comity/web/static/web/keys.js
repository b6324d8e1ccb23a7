// Single keys on lists. Every page works without this file; whoever wants none turns them off where "?" shows them.
"use strict";
(() => {
  const OFF = "comity-keys-off";
  const ROWS = "[data-list] tbody tr, ol.rows > li, [data-list] ul.rows > li";
  const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]");
  const isOff = () => { try { return localStorage.getItem(OFF) === "1"; } catch { return false; } };

  const links = () => [...document.querySelectorAll(ROWS)]
    .map((row) => row.querySelector("a[href]"))
    .filter((link) => link && link.offsetParent !== null);

  // The focus itself moves, so that Enter opens, a screen reader hears, and the ring shows where one is.
  const move = (step) => {
    const all = links();
    const row = document.activeElement && document.activeElement.closest(ROWS);
    const here = row ? all.findIndex((link) => row.contains(link)) : -1;
    const next = all[here < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + step, 0), all.length - 1)];
    if (!next) return false;
    next.focus();
    next.closest(ROWS).scrollIntoView({ block: "nearest" });
    return true;
  };

  const filter = () => {
    const box = document.querySelector(".filters :is(input:not([type=hidden]), select)");
    if (box) box.focus();
    return Boolean(box);
  };

  const page = (word) => {
    const link = document.querySelector(`.pages a[rel=${word}]`);
    if (link) link.click();
    return Boolean(link);
  };

  const help = () => {
    const keys = document.getElementById("keys");
    if (!keys) return false;
    keys.open = !keys.open;
    if (keys.open) {
      keys.scrollIntoView({ block: "end" });
      keys.querySelector("summary").focus();
    }
    return true;
  };

  const KEYS = { j: () => move(1), k: () => move(-1), f: filter, n: () => page("next"), p: () => page("prev"), "?": help };
  // Arrows scroll the page as everywhere, until one stands on a row.
  const ON_A_ROW = { ArrowDown: () => move(1), ArrowUp: () => move(-1) };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
    if (isOff() && event.key !== "?") return;
    const act = KEYS[event.key] || (event.target.closest(ROWS) && ON_A_ROW[event.key]);
    if (act && act()) event.preventDefault();
  });

  // Off and on again (WCAG 2.1.4): kept in this browser alone.
  document.addEventListener("DOMContentLoaded", () => {
    const box = document.getElementById("keys-on");
    if (!box) return;
    box.closest("label").hidden = false;
    box.checked = !isOff();
    box.addEventListener("change", () => {
      try { box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1"); } catch { box.checked = true; }
    });
  });
})();
