// The findings above the form, as the server says them of what is typed. They come when nobody has typed for a moment,
// wait while somebody is in the list, and leave what was opened open. A link selects the words in their field.
"use strict";

(() => {
  const CALM = 1000;
  const box = () => document.getElementById("findings");
  let shown = "";
  let latest = "";
  let count = null;
  let typedAt = 0;
  let timer = 0;

  const isInside = () => box().contains(document.activeElement) || box().matches(":active");
  const folds = () => [...box().querySelectorAll("details")];
  const nameOf = (fold) => fold.className.includes("ed-hints") ? "hints" : "all";

  // A panel that grows above a field must not push the field away. Most browsers see to it themselves.
  const keepingPlace = (act) => {
    const field = document.activeElement;
    if (CSS.supports("overflow-anchor", "auto") || field === document.body) {
      act();
      return;
    }
    const before = field.getBoundingClientRect().top;
    act();
    window.scrollBy(0, field.getBoundingClientRect().top - before);
  };

  const show = () => {
    clearTimeout(timer);
    const wait = typedAt + CALM - Date.now();
    if (wait > 0) {
      timer = setTimeout(show, wait);
      return;
    }
    if (latest === shown || isInside()) return;
    const open = new Map(folds().map((fold) => [nameOf(fold), fold.open]));
    keepingPlace(() => box().replaceChildren(...new DOMParser().parseFromString(latest, "text/html").body.childNodes));
    for (const fold of folds()) if (open.has(nameOf(fold))) fold.open = open.get(nameOf(fold));
    shown = latest;
  };

  const say = (blockers) => {
    const said = document.getElementById("ed-findings-said");
    if (count !== null && count !== blockers) {
      said.textContent = blockers ? `${blockers} ${blockers === 1 ? "thing" : "things"} to do` : "Nothing holds this up";
    }
    count = blockers;
  };

  document.addEventListener("medsite:live", ({ detail }) => {
    if (!box() || detail.error) return;
    latest = detail.findings;
    say(detail.blockers);
    show();
  });

  // The words of the finding in a field: those it quotes, behind its heading; else the heading; else the field alone.
  const select = (area, find, heading) => {
    const start = heading ? Math.max(0, area.value.indexOf(heading)) : 0;
    const quoted = find ? area.value.indexOf(find, start) : -1;
    const found = quoted >= 0 ? [quoted, find.length] : [start, heading?.length ?? 0];
    area.focus();
    if (!find && !heading) return;
    area.setSelectionRange(found[0], found[0] + found[1]);
    // A text field does not scroll to its selection by itself: about where the lines before it end.
    const lines = area.value.split("\n").length || 1;
    const above = area.value.slice(0, found[0]).split("\n").length - 1;
    area.scrollTop = (area.scrollHeight * above) / lines - area.clientHeight / 3;
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("#findings .ed-places a");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field?.matches?.("textarea, input[type=text]")) return;
    event.preventDefault();
    field.scrollIntoView({ block: "center" });
    select(field, link.dataset.find, link.dataset.heading);
  });

  document.addEventListener("input", () => (typedAt = Date.now()));
  document.addEventListener("focusout", (event) => {
    if (box()?.contains(event.target)) setTimeout(() => box() && latest && show());
  });
})();
