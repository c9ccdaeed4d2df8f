// Puts the preview of each Markdown field beside it. Tab is left alone. Without script the field is a plain text area,
// and "Preview" on the article page shows all.
"use strict";

(() => {
  const boxOf = (area) => area.closest(".ed-markdown")?.querySelector(".ed-preview");

  const sentence = (text) => {
    const said = document.createElement("p");
    said.className = "ed-sub";
    said.textContent = text;
    return [said];
  };

  // The HTML comes sanitised from the renderer of the page. Anchors of the page lead nowhere here.
  const nodes = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    for (const element of page.querySelectorAll("[id]")) element.removeAttribute("id");
    for (const link of page.querySelectorAll("a")) {
      if (link.getAttribute("href")?.startsWith("#")) {
        const plain = document.createElement("span");
        plain.append(...link.childNodes);
        link.replaceWith(plain);
      } else {
        link.target = "_blank";
      }
    }
    return page.body.childNodes;
  };

  const show = (area, answer) => {
    const box = boxOf(area);
    if (!box) return;
    const scroll = box.scrollTop;
    if (answer.error) box.replaceChildren(...sentence(answer.error));
    else if (answer.problems[area.name]) box.replaceChildren(...sentence(answer.problems[area.name]));
    else box.replaceChildren(...nodes(answer.previews[area.name] || ""));
    box.hidden = false;
    box.scrollTop = scroll;
  };

  document.addEventListener("medsite:live", ({ detail }) => {
    for (const area of document.querySelectorAll("textarea[data-markdown]")) {
      if (!area.name.includes("__prefix__")) show(area, detail);
    }
  });
})();
