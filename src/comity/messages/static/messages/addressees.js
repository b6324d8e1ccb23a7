// Names beside codes while one types: a list of the browser's stands for the whole field, so each choice keeps what stands before it.
// Every page works without this file: then the list serves the first code, and "Choose from the directory" all.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const field = document.querySelector("input[list=bureaus]"), list = document.getElementById("bureaus");
  if (!field || !list) return;
  const choices = [...list.options].map((each) => [each, each.value]);
  field.addEventListener("input", () => {
    const before = field.value.match(/^.*[\s,;]/)?.[0] ?? "";
    for (const [option, code] of choices) option.value = before + code;
  });
});
