// Marked words can be commented on: a button puts them into the form of the part they stand in, and goes there.
// Without script the words are copied by hand.
"use strict";

(() => {
  const LEAST = 2;
  const MOST = 5000;
  let words = "";
  let place = null;

  const within = (node) => (node?.nodeType === Node.ELEMENT_NODE ? node : node?.parentElement);

  // The form of the part that the words stand in, else the one for any part.
  const formFor = (node) =>
    node?.closest(".ed-field")?.querySelector(".ed-comment") ?? document.querySelector("#comments .ed-comment");

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("ed-quote");
    if (!button) return;
    document.addEventListener("selectionchange", () => {
      const selection = document.getSelection();
      const node = within(selection.anchorNode);
      const text = selection.toString().trim();
      if (selection.isCollapsed || text.length < LEAST || text.length > MOST || !node?.closest(".ed-text, .ed-diff")) {
        // The click on the button itself ends the selection on some phones: it keeps the words for a moment.
        setTimeout(() => {
          if (document.getSelection().isCollapsed) button.hidden = true;
        }, 400);
        return;
      }
      [words, place] = [text, node];
      button.hidden = false;
    });
    button.addEventListener("click", () => {
      const box = formFor(place);
      if (!box) return;
      box.open = true;
      const quote = box.querySelector("[name=quote]");
      quote.value = words;
      quote.dispatchEvent(new Event("input", { bubbles: true }));
      button.hidden = true;
      box.scrollIntoView({ block: "center" });
      box.querySelector("[name=body]").focus();
    });
  });
})();
