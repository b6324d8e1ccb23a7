// A chosen file goes at once, with a bar that says how far. Every page works without this file: a button sends them.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const part = document.querySelector("[data-files]");
  if (!part) return;
  const form = part.closest("form"), chosen = part.querySelector("input[type=file]"), hung = part.querySelector("#hung");
  const says = (what) => part.querySelector(`[data-says=${what}]`);
  const bar = part.querySelector("progress"), most = Number(part.dataset.most);
  const waiting = [];
  let going = null;
  part.querySelector("[value=attach]").closest("p").remove();

  const show = (what, on) => { says(what).hidden = !on; };

  chosen.addEventListener("change", () => {
    for (const file of chosen.files) {
      show("too-large", file.size > most);
      if (file.size <= most) waiting.push(file);
    }
    chosen.value = "";  // so that no save of the draft carries it a second time
    if (!going) next();
  });

  function next() {
    const file = waiting.shift();
    show("sending", Boolean(file));
    if (!file) return;
    show("cut", false);
    const body = new FormData(form);
    body.delete("file");
    body.append("file", file);
    going = new XMLHttpRequest();
    going.open("POST", part.dataset.files);
    going.setRequestHeader("HX-Request", "true");
    part.querySelector("[data-name]").textContent = file.name;
    told(0);
    going.upload.addEventListener("progress", (event) => { if (event.lengthComputable) told(event.loaded / event.total); });
    going.addEventListener("loadend", () => ended(going));
    going.send(body);
  }

  function told(share) {
    bar.value = Math.floor(share * 100);
    part.querySelector("[data-percent]").textContent = `${bar.value} %`;
  }

  function ended(request) {
    going = null;
    if (request.status === 401) return location.assign(request.getResponseHeader("HX-Redirect") || location.href);
    if (request.getResponseHeader("Comity-Part") === "files") hung.innerHTML = request.responseText;  // only our own part
    else show("cut", true);
    next();
  }

  part.querySelector("[data-stop]").addEventListener("click", () => {
    waiting.length = 0;
    if (going) going.abort();
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
