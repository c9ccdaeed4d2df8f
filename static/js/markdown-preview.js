// Live preview of Markdown fields in the admin. Tab is left alone, and rows added later work too: listeners sit
// on the document. Without script the field is a plain text area, and "Preview" on the article page shows all.
"use strict";

(() => {
  const PAUSE = 400;
  const timers = new WeakMap();
  const newest = new WeakMap();

  const show = async (area) => {
    const box = area.closest(".ed-markdown")?.querySelector(".ed-preview");
    if (!box) return;
    if (!area.value.trim()) {
      box.replaceChildren();
      return;
    }
    const ticket = {};
    newest.set(area, ticket);
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
    let answer;
    try {
      const response = await fetch(area.dataset.markdownPreview, {
        method: "POST",
        headers: { "X-CSRFToken": token },
        body: new URLSearchParams({ content: area.value }),
      });
      answer = await response.json();
    } catch {
      answer = { error: "The preview did not answer. Your text is still in the field." };
    }
    if (newest.get(area) !== ticket) return;
    if (answer.error) {
      const said = document.createElement("p");
      said.className = "ed-sub";
      said.textContent = answer.error;
      box.replaceChildren(said);
      return;
    }
    const page = new DOMParser().parseFromString(answer.html, "text/html");
    for (const element of page.querySelectorAll("[id]")) element.removeAttribute("id");
    box.replaceChildren(...page.body.childNodes);
  };

  const later = (area) => {
    clearTimeout(timers.get(area));
    timers.set(area, setTimeout(() => show(area), PAUSE));
  };

  document.addEventListener("input", (event) => {
    if (event.target.matches?.("textarea[data-markdown-preview]")) later(event.target);
  });
  document.addEventListener("DOMContentLoaded", () => {
    for (const area of document.querySelectorAll("textarea[data-markdown-preview]")) {
      if (!area.closest(".empty-form")) show(area);
    }
  });
})();
