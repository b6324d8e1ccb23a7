// A draft is saved as somebody writes it. Every page works without this file: the button saves.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("form[data-save]");
  if (!form) return;
  const QUIET_MS = 1500, LONGEST_MS = 10000, ANSWER_MS = 20000, AGAIN_MS = [3000, 10000, 30000];
  const OURS = ["seen", "notice", "csrfmiddlewaretoken"];  // what the answers change; nobody typed it
  const place = document.getElementById("saved");
  const says = (what) => form.querySelector(`[data-says=${what}]`);
  const say = (what) => { for (const each of ["begin", "lost", "refused"]) says(each).hidden = each !== what; };
  const typed = () => new URLSearchParams([...new FormData(form)].filter(([name]) => !OURS.includes(name))).toString();

  let kept = form.dataset.typed ? null : typed();  // what the server has, as far as we know
  let since = 0;          // when the first letter was typed that it has not
  let timer = 0, tries = 0, isAway = false, isSent = false, isOver = false, pressed = null;

  const plan = (delay) => { clearTimeout(timer); timer = setTimeout(save, delay); };
  const changed = () => {
    if (isSent || isOver || tries) return;  // after a lost connection its own clock runs
    since = since || Date.now();
    plan(Math.max(0, Math.min(QUIET_MS, since + LONGEST_MS - Date.now())));
  };

  const ask = (body) => fetch(form.dataset.save, {
    method: "POST", body, cache: "no-store", credentials: "same-origin", headers: { "HX-Request": "true" },
    signal: AbortSignal.timeout(ANSWER_MS),
  });

  async function save() {
    if (isAway || isSent || isOver) return;
    const now = typed();
    if (now === kept) { since = 0; return; }
    isAway = true;
    let answer = null, part = "";
    try {
      answer = await ask(new FormData(form));
      part = await answer.text();
    } catch { answer = null; }
    isAway = false;
    const what = answer && answer.headers.get("Comity-Part");  // only our own parts come into the page
    if (pressed) {  // a button was pressed meanwhile: it goes now, to where the draft is
      if (what === "saved") saved(part, now);
      return form.requestSubmit(pressed);
    }
    if (answer && answer.status === 401) return location.assign(answer.headers.get("HX-Redirect") || location.href);
    if (!what && (!answer || answer.ok || answer.status >= 500)) return lost();
    tries = 0;
    if (what === "saved") return saved(part, now);
    isOver = true;  // it would be refused again: the reader decides
    if (what) tell(part);
    else say("refused");
  }

  function saved(part, now) {
    kept = now;
    since = 0;
    place.innerHTML = part;
    const told = place.querySelector("[data-address]");
    say(told ? "" : "begin");
    if (told) {
      history.replaceState(null, "", told.dataset.address);  // a reload finds the draft; the button changes it
      says("leave").hidden = true;
      says("left").hidden = false;
      says("left").href = told.dataset.page;
    }
    if (typed() !== kept) changed();
  }

  function lost() {
    say("lost");
    plan(AGAIN_MS[Math.min(tries, AGAIN_MS.length - 1)]);
    tries += 1;
  }

  // What the form carries about the draft stays: the button needs it.
  function tell(part) {
    say("");
    for (const each of [...place.children]) if (!each.matches("input")) each.remove();
    place.insertAdjacentHTML("beforeend", part);
    place.setAttribute("role", "status");
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  window.addEventListener("online", () => { if (tries) plan(0); });
  form.addEventListener("submit", (event) => {
    isSent = true;
    clearTimeout(timer);
    if (!isAway) return;
    event.preventDefault();
    pressed = event.submitter;
  });
  // Whoever leaves at once loses nothing: the browser sends it on. Where that cannot work, it asks first.
  window.addEventListener("pagehide", () => {
    if (!isSent && !isOver && typed() !== kept) fetch(form.dataset.save, { method: "POST", body: new FormData(form), keepalive: true }).catch(() => null);
  });
  window.addEventListener("beforeunload", (event) => {
    if (typed() !== kept && (tries || isOver) && !isSent) event.preventDefault();
  });
  window.addEventListener("pageshow", () => { isSent = false; pressed = null; });  // back from where the button led
  // The live conditions never take the page away: their answer is a part, or none.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.target.closest("#unmet") && event.detail.xhr.status >= 400) event.detail.shouldSwap = false;
  });
  say(place.querySelector("p") ? "" : "begin");  // a draft says already when it was kept
  if (kept === null) changed();
});
