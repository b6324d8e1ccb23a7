// What a keyboard makes quicker. Every page works without this file.
"use strict";
(() => {
  const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]");
  // Turned off in keys.js, where "?" shows them.
  const keysAreOff = () => { try { return localStorage.getItem("comity-keys-off") === "1"; } catch { return false; } };

  // "/" goes to the query box, wherever one is not typing already.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || keysAreOff() || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const box = document.getElementById("ask");
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  });

  // The sheet behind "More" closes when one looks elsewhere, or with Escape, which gives the word its focus back.
  const closeMenu = (to) => { for (const open of document.querySelectorAll("details.more[open]")) if (!open.contains(to)) open.open = false; };
  for (const moved of ["click", "focusin"]) document.addEventListener(moved, (event) => closeMenu(event.target));
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && document.querySelector("details.more[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });

  // A pasted MRZ has two or three lines; a one-line box would glue them together, so a space parts them.
  document.addEventListener("paste", (event) => {
    if (event.target.id !== "ask") return;
    const text = event.clipboardData.getData("text");
    if (!/[\r\n]/.test(text)) return;
    event.preventDefault();
    event.target.setRangeText(text.trim().split(/[\r\n]+/).join(" "), event.target.selectionStart, event.target.selectionEnd, "end");
  });

  // Filters that ask for it apply when a choice changes; typing still waits for the button.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-submit-on-change]");
    if (form && event.target.matches("select, input[type=checkbox], input[type=radio]")) form.requestSubmit();
  });

  // The summary of errors takes the focus: on load by its `autofocus`, here after a part of the page was replaced.
  document.addEventListener("htmx:afterSwap", (event) => {
    const summary = event.target.querySelector(".error-summary[role=alert]");
    if (summary) summary.focus();
  });

  // Nothing came back: the form goes the plain way, so that the browser itself says so. An old answer never stays.
  document.addEventListener("htmx:sendError", (event) => {
    if (event.target.matches("form")) event.target.submit();  // a part beside a form is not the form
  });

  // One click is one act: a form that is on its way does not start a second time.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented || form.dataset.again) return;  // a download leaves the page as it is
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  // A passkey that was refused or taken back: the page says so, where it would only be in the console.
  document.addEventListener("allauth.error", (event) => {
    const told = document.getElementById("passkey-failed");
    if (!told) return;
    event.preventDefault();
    told.hidden = false;
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  // A screen left alone: once the session has ended, what stands on it goes too. Asking keeps no session open.
  const LOOK_AFTER_MS = 15 * 60 * 1000 + 5000, LOOK_AGAIN_MS = 60 * 1000;
  const lookForEnd = async () => {
    const headers = { "Comity-Poll": "1", "HX-Request": "true", "HX-Current-URL": location.href };
    const answer = await fetch(document.body.dataset.who, { headers, cache: "no-store" }).catch(() => null);
    const away = answer && answer.status === 401 && answer.headers.get("HX-Redirect");
    if (away) location.assign(away);
    else setTimeout(lookForEnd, LOOK_AGAIN_MS);
  };
  if (document.body.dataset.who) setTimeout(lookForEnd, LOOK_AFTER_MS);

  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
})();
