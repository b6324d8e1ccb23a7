// A chosen file goes at once; a bar says how far, how quick and how long. Every page works without this file: a button sends them.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const part = document.querySelector("[data-files]");
  if (!part) return;
  const STILL_MS = 20000, LOOKED_BACK_MS = 8000, KB = 1024;
  const form = part.closest("form"), chosen = part.querySelector("input[type=file]"), hung = part.querySelector("#hung");
  const of = (what) => part.querySelector(what), says = (what) => of(`[data-says=${what}]`);
  const bar = of("progress"), most = Number(part.dataset.most);
  const waiting = [], cut = [];  // still to be sent; what did not arrive
  let going = null, isStopped = false, seen = [], still = 0;
  of("[value=attach]").closest("p").remove();

  const show = (what, on) => { says(what).hidden = !on; };
  const lang = `${document.documentElement.lang}-u-nu-latn`;  // the reader's words, and digits as everywhere on our pages
  const named = (what, files) => {
    says(what).querySelector("[data-names]").textContent = new Intl.ListFormat(lang).format(files.map((each) => each.name));
    show(what, files.length > 0);
  };
  const told = (number, unit, unitDisplay, maximumFractionDigits) =>
    new Intl.NumberFormat(lang, { style: "unit", unit, unitDisplay, maximumFractionDigits }).format(number);
  const size = (bytes) => {
    const power = bytes < KB ** 2 ? 1 : bytes < KB ** 3 ? 2 : 3;
    return told(bytes / KB ** power, ["", "kilobyte", "megabyte", "gigabyte"][power], "short", power > 1 && bytes < 10 * KB ** power ? 1 : 0);
  };
  const time = (seconds) => seconds < 90 ? told(Math.max(1, seconds), "second", "long", 0) : told(seconds / 60, "minute", "long", 0);

  chosen.addEventListener("change", () => {
    const files = [...chosen.files];
    chosen.value = "";  // so that no save of the draft carries it a second time
    named("too-large", files.filter((each) => each.size > most));
    send(files.filter((each) => each.size <= most));
  });

  function send(files) {
    show("stopped", false);
    waiting.push(...files);
    if (!going) next();
  }

  function next() {
    const file = waiting.shift();
    show("sending", Boolean(file));
    if (!file) return;
    const body = new FormData(form);
    body.delete("file");
    body.append("file", file);
    going = new XMLHttpRequest();
    going.open("POST", part.dataset.files);
    going.setRequestHeader("HX-Request", "true");
    of("[data-name]").textContent = file.name;
    isStopped = false;
    seen = [];
    far({ loaded: 0, total: file.size });
    going.upload.addEventListener("progress", (event) => { if (event.lengthComputable) far(event); });
    going.upload.addEventListener("load", () => { clearTimeout(still); show("still", false); show("checking", true); });
    going.addEventListener("loadend", () => ended(going, file));
    going.send(body);
  }

  // Speed is that of the last seconds: the line an hour ago says nothing about now.
  function far({ loaded, total }) {
    const now = performance.now();
    seen = [...seen.filter(([at]) => now - at < LOOKED_BACK_MS), [now, loaded]];
    const [[at, before]] = seen, speed = now - at > 1000 ? (loaded - before) * 1000 / (now - at) : 0;
    bar.value = Math.floor(loaded / total * 100);
    of("[data-there]").textContent = size(loaded);
    of("[data-whole]").textContent = size(total);
    of("[data-quick]").hidden = !speed;
    if (speed) {
      of("[data-speed]").textContent = size(speed);
      of("[data-left]").textContent = time((total - loaded) / speed);
    }
    show("checking", false);
    show("still", false);
    clearTimeout(still);
    still = setTimeout(() => { of("[data-quick]").hidden = true; show("still", true); }, STILL_MS);
  }

  function ended(request, file) {
    going = null;
    clearTimeout(still);
    if (request.status === 401) return location.assign(request.getResponseHeader("HX-Redirect") || location.href);
    if (request.getResponseHeader("Comity-Part") === "files") hung.innerHTML = request.responseText;  // only our own part
    else if (!isStopped) cut.push(file);
    named("cut", cut);
    next();
  }

  function again() {
    const files = cut.splice(0);
    named("cut", cut);
    send(files);
  }

  of("[data-again]").addEventListener("click", again);
  window.addEventListener("online", again);
  of("[data-stop]").addEventListener("click", () => {
    isStopped = true;
    waiting.length = 0;
    if (going) going.abort();
    show("stopped", true);
    chosen.focus();  // the button is gone
  });
  window.addEventListener("beforeunload", (event) => { if (going) event.preventDefault(); });
  form.addEventListener("submit", (event) => {
    if (!going) return;
    event.preventDefault();  // the file first
    event.stopImmediatePropagation();
    delete form.dataset.sent;
    says("sending").scrollIntoView({ block: "center" });
  }, true);
});
