// While somebody types "[@" in a Markdown field: a list of sources to choose from. First those of this article, as the
// form says now, then those of the library. Arrow keys choose, Enter and Tab take, Escape closes.
"use strict";

(() => {
  const OPEN = /\[(?:@|[^[\]\n]*[\s;,]@)([\w:.#$%&\-+?<>~/]*)$/;
  const MOST = 10;
  let box = null;
  let area = null;
  let asked = 0;

  const address = () => document.querySelector("[data-sources]")?.dataset.sources;
  const isOpen = () => box && !box.hidden;

  const wanted = () => {
    if (area.selectionStart !== area.selectionEnd) return null;
    const match = OPEN.exec(area.value.slice(0, area.selectionStart));
    return match ? match[1] : null;
  };

  const ofArticle = () =>
    [...document.querySelectorAll("#citations-group .inline-related:not(.empty-form)")]
      .map((row) => {
        const chosen = row.querySelector('select[name$="-reference"]')?.selectedOptions[0];
        const [own, ...rest] = (chosen?.value ? chosen.textContent : "").split(": ");
        const key = row.querySelector('[name$="-key"]')?.value.trim() || own;
        return { key, title: rest.join(": ") || row.querySelector('[name$="-raw_text"]')?.value || "", here: true };
      })
      .filter(({ key }) => key);

  const matches = (source, query) => {
    const word = query.toLowerCase();
    return source.key.toLowerCase().includes(word) || source.title.toLowerCase().includes(word);
  };

  const make = () => {
    box = document.createElement("div");
    box.id = "ed-cite-list";
    box.className = "ed-cite-list";
    box.setAttribute("role", "listbox");
    box.setAttribute("aria-label", "Sources");
    box.hidden = true;
    box.addEventListener("pointerdown", (event) => {
      const option = event.target.closest("[role=option]");
      event.preventDefault();
      if (option) take(option);
    });
  };

  const say = (text) => {
    const said = document.getElementById("ed-cite-said");
    if (said && said.textContent !== text) said.textContent = text;
  };

  const choose = (option) => {
    for (const other of box.children) other.setAttribute("aria-selected", String(other === option));
    area.setAttribute("aria-activedescendant", option.id);
    // Not scrollIntoView: that would scroll the form too.
    box.scrollTop = Math.max(option.offsetTop + option.offsetHeight - box.clientHeight, Math.min(box.scrollTop, option.offsetTop));
  };

  const hide = () => {
    if (!isOpen()) return;
    box.hidden = true;
    say("");
    for (const name of ["aria-autocomplete", "aria-haspopup", "aria-controls", "aria-activedescendant"]) {
      area.removeAttribute(name);
    }
  };

  // Also for an answer of the library that is still on its way.
  const close = () => {
    asked += 1;
    hide();
  };

  // Where the caret is: a copy of the field with the text before it, measured and thrown away.
  const caret = () => {
    const copy = document.createElement("div");
    const style = getComputedStyle(area);
    for (const name of ["font", "padding", "border", "letterSpacing", "lineHeight", "boxSizing", "tabSize"]) {
      copy.style[name] = style[name];
    }
    Object.assign(copy.style, { position: "absolute", visibility: "hidden", whiteSpace: "pre-wrap", overflowWrap: "anywhere" });
    copy.style.inlineSize = `${area.clientWidth}px`;
    copy.textContent = area.value.slice(0, area.selectionStart);
    const end = document.createElement("span");
    end.textContent = "\u200b";
    copy.append(end);
    area.parentElement.append(copy);
    const found = { x: end.offsetLeft, y: end.offsetTop + end.offsetHeight - area.scrollTop };
    copy.remove();
    return found;
  };

  const open = (sources) => {
    if (!sources.length) {
      hide();
      return;
    }
    box.replaceChildren(
      ...sources.map((source, place) => {
        const option = document.createElement("div");
        option.id = `ed-cite-${place}`;
        option.dataset.key = source.key;
        option.setAttribute("role", "option");
        const key = document.createElement("b");
        key.textContent = source.key;
        const title = document.createElement("span");
        title.textContent = source.title.slice(0, 160);
        option.append(key, " ", title);
        if (!source.here) {
          const from = document.createElement("i");
          from.textContent = "library";
          option.append(" ", from);
        }
        return option;
      }),
    );
    const host = area.closest(".ed-markdown");
    host.append(box);
    box.hidden = false;
    const { x, y } = caret();
    box.style.insetBlockStart = `${area.offsetTop + Math.min(y, area.offsetHeight) + 4}px`;
    box.style.insetInlineStart = `${Math.max(0, Math.min(x, host.clientWidth - box.offsetWidth))}px`;
    area.setAttribute("aria-autocomplete", "list");
    area.setAttribute("aria-haspopup", "listbox");
    area.setAttribute("aria-controls", box.id);
    choose(box.firstElementChild);
    say(`${sources.length} ${sources.length === 1 ? "source" : "sources"}. Arrow keys choose, Enter takes.`);
  };

  const offer = async () => {
    const query = wanted();
    if (query === null) {
      close();
      return;
    }
    const ticket = (asked += 1);
    const here = ofArticle().filter((source) => matches(source, query));
    open(here.slice(0, MOST));
    if (!query || here.length >= MOST) return;
    try {
      const response = await fetch(`${address()}?${new URLSearchParams({ q: query })}`, { redirect: "error" });
      if (!response.ok || ticket !== asked) return;
      const { sources } = await response.json();
      const known = new Set(ofArticle().map(({ key }) => key));
      if (ticket === asked) open([...here, ...sources.filter(({ key }) => !known.has(key))].slice(0, MOST));
    } catch {
      // The sources of the article are on the list already.
    }
  };

  const take = (option) => {
    const { key } = option.dataset;
    const at = area.selectionStart;
    const after = area.value.slice(at);
    const start = at - wanted().length;
    const text = /^[^[\n]*\]/.test(after) ? key : `${key}]`;
    area.focus();
    area.setSelectionRange(start, at);
    // The old command keeps what Undo takes back; where it is gone, the text is put in all the same.
    if (!document.execCommand("insertText", false, text)) {
      area.setRangeText(text, start, at, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
    close();
  };

  document.addEventListener("input", (event) => {
    if (!event.target.matches?.("textarea[data-markdown]") || !address()) return;
    if (area !== event.target) close();
    area = event.target;
    if (!box) make();
    offer();
  });

  document.addEventListener(
    "keydown",
    (event) => {
      if (!isOpen() || event.target !== area || event.isComposing) return;
      const options = [...box.children];
      const place = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
      if (event.key === "ArrowDown") choose(options[(place + 1) % options.length]);
      else if (event.key === "ArrowUp") choose(options[(place - 1 + options.length) % options.length]);
      else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) take(options[place]);
      else if (event.key === "Escape") close();
      else {
        if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) close();
        return;
      }
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );

  document.addEventListener("focusout", (event) => event.target === area && close());
})();
