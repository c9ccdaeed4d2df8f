// The bar at the bottom of the form: whether everything is saved, how long the text is, what is still to do.
"use strict";

(() => {
  const bar = () => document.querySelector(".ed-bar");
  let asOpened = "";

  const said = () => {
    const form = new FormData(document.getElementById("draft_form"));
    return JSON.stringify([...form].filter(([name]) => !name.includes("__prefix__") && name !== "csrfmiddlewaretoken"));
  };

  const count = (number, one, many) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;

  const state = () => {
    const box = bar().querySelector("[data-state]");
    const isUnsaved = "unsaved" in bar().dataset || said() !== asOpened;
    const text = isUnsaved ? "Unsaved changes" : "Everything is saved";
    if (box.textContent !== text) box.textContent = text;
    bar().classList.toggle("ed-bar--unsaved", isUnsaved);
  };

  document.addEventListener("medsite:live", ({ detail }) => {
    if (!bar() || detail.error) return;
    bar().querySelector("[data-length]").textContent =
      `${count(detail.words, "word", "words")}, ${detail.minutes} min to read`;
    const todo = bar().querySelector("[data-todo]");
    if (todo) todo.textContent = detail.blockers ? `${count(detail.blockers, "thing", "things")} to do` : "Ready to send";
  });

  window.addEventListener("load", () => {
    if (!bar()) return;
    asOpened = said();
    state();
    for (const name of ["input", "change", "formset:added", "formset:removed", "medsite:moved"]) {
      document.addEventListener(name, state);
    }
    window.django?.jQuery?.(document).on("change", state);
  });
})();
