// The admin's search-as-you-type selects have no accessible name of their own: take that of their label.
"use strict";

(() => {
  let count = 0;

  const labelOf = (select) => {
    const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    if (label && !label.id) label.id = `select-name-${(count += 1)}`;
    return label;
  };

  const nameAll = () => {
    for (const box of document.querySelectorAll(".select2-selection:not([data-named])")) {
      const select = box.closest(".select2")?.previousElementSibling;
      const label = select && labelOf(select);
      if (!label) continue;
      box.dataset.named = "";
      const shown = box.querySelector(".select2-selection__rendered");
      box.setAttribute("aria-labelledby", shown?.id ? `${label.id} ${shown.id}` : label.id);
      if (shown?.getAttribute("role") === "textbox") shown.setAttribute("aria-labelledby", label.id);
      box.querySelector(".select2-search__field")?.setAttribute("aria-labelledby", label.id);
    }
    for (const field of document.querySelectorAll(".select2-dropdown .select2-search__field:not([aria-label])")) {
      field.setAttribute("aria-label", "Search");
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    nameAll();
    new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
  });
})();
