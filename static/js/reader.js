// For readers. Every page is complete without it: it proposes pages while somebody types in the search box, opens sources
// in place, shows the buttons that print a page and copy its address, and unfolds answers for paper. It stores nothing
// and sends the first letters alone.
"use strict";

(() => {
  const SHORTEST = 3;
  const LONGEST = 8;
  const SHOWN = 8;
  const make = (tag, set) => Object.assign(document.createElement(tag), set);
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const wordsOf = (text) => fold(text).match(/[\p{L}\p{N}]+/gu) || [];

  const answers = new Map();
  const ask = async (address, beginning) => {
    if (!answers.has(beginning)) {
      answers.set(
        beginning,
        fetch(`${address}?q=${encodeURIComponent(beginning)}`, { credentials: "omit" })
          .then((answer) => (answer.ok ? answer.json() : { proposals: [], more: false }))
          .catch(() => ({ proposals: [], more: false })),
      );
    }
    return answers.get(beginning);
  };

  // What fits all words that were typed. More letters are sent only where the first ones were not enough.
  const find = async (address, typed) => {
    const said = wordsOf(typed);
    const whole = said.join(" ");
    if (whole.length < SHORTEST) return [];
    const fits = ({ text }) => {
      const there = wordsOf(text);
      return said.every((word) => there.some((other) => other.startsWith(word)));
    };
    const first = await ask(address, whole.slice(0, SHORTEST));
    const found = first.proposals.filter(fits);
    if (!first.more || found.length >= SHOWN || whole.length === SHORTEST) return found.slice(0, SHOWN);
    return (await ask(address, whole.slice(0, LONGEST).trim())).proposals.filter(fits).slice(0, SHOWN);
  };

  // A combobox with a list box, as the ARIA Authoring Practices describe it: the focus stays in the field.
  const propose = (input) => {
    const words = input.dataset; // The address to ask and what is said, in the language of the page.
    const list = make("ul", { id: `${input.id}-list`, className: "proposals", hidden: true });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", words.label);
    const status = make("p", { className: "vh" });
    status.setAttribute("role", "status");
    input.closest(".search").append(list);
    input.closest(".search").after(status);
    const set = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
    for (const [name, value] of Object.entries(set)) input.setAttribute(name, value);
    let latest = 0;

    const chosen = () => list.querySelector("[aria-selected=true]");
    const choose = (option) => {
      for (const other of list.children) other.setAttribute("aria-selected", String(other === option));
      if (option) input.setAttribute("aria-activedescendant", option.id);
      else input.removeAttribute("aria-activedescendant");
      option?.scrollIntoView({ block: "nearest" });
    };
    const close = () => {
      latest += 1;
      list.hidden = true;
      list.replaceChildren();
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
      status.textContent = "";
    };
    const open = (proposals) => {
      list.replaceChildren(
        ...proposals.map(({ text, kind, url }, place) => {
          const option = make("li", { id: `${list.id}-${place}` });
          option.setAttribute("role", "option");
          option.setAttribute("aria-selected", "false");
          option.dataset.url = url;
          option.append(make("span", { textContent: text }), " ", make("span", { className: "meta", textContent: kind }));
          return option;
        }),
      );
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      input.removeAttribute("aria-activedescendant");
      status.textContent = proposals.length === 1 ? words.one : words.many.replace("{count}", proposals.length);
    };
    const go = (option) => {
      location.assign(option.dataset.url);
    };

    input.addEventListener("input", async () => {
      latest += 1;
      const mine = latest;
      const proposals = await find(words.suggestions, input.value);
      if (mine !== latest) return;
      if (proposals.length && document.activeElement === input) open(proposals);
      else close();
    });
    input.addEventListener("keydown", (event) => {
      if (list.hidden || event.isComposing) return;
      const options = [...list.children];
      const place = options.indexOf(chosen());
      if (event.key === "ArrowDown") choose(options[place + 1]);
      else if (event.key === "ArrowUp") choose(place < 0 ? options.at(-1) : options[place - 1]);
      else if (event.key === "Escape") close();
      else if (event.key === "Enter" && chosen()) go(chosen());
      else return;
      event.preventDefault();
    });
    input.addEventListener("blur", close);
    // Before the field loses the focus, which would close the list under the finger.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) go(option);
    });
  };

  for (const input of document.querySelectorAll(".search input[data-suggestions]")) propose(input);

  // A mark of a source opens the source in place. Without this, or in an old browser, it is a link to the list.
  const showSources = () => {
    // The words are in the page, in its language.
    const words = document.querySelector("ol.refs").dataset;
    let from = null;
    const body = make("div", {});
    const onward = make("a", { href: "#references" });
    const shut = make("button", { className: "shut", type: "button", textContent: words.close });
    const end = make("p", { className: "end" });
    const box = make("div", { className: "source", popover: "auto", tabIndex: -1 });
    box.setAttribute("role", "dialog");
    end.append(onward, shut);
    box.append(body, end);
    document.querySelector("main").append(box);
    shut.addEventListener("click", () => box.hidePopover());
    onward.addEventListener("click", () => {
      from = null;
      box.hidePopover();
    });
    box.addEventListener("toggle", (event) => {
      const isLost = document.activeElement === document.body || box.contains(document.activeElement);
      if (event.newState === "closed" && isLost) from?.focus();
    });
    const place = (mark) => {
      const at = mark.getBoundingClientRect();
      const above = at.bottom + box.offsetHeight + 10 > innerHeight && at.top > box.offsetHeight + 10;
      const left = Math.max(16, Math.min(at.left - 24, document.documentElement.clientWidth - box.offsetWidth - 16));
      box.style.setProperty("--x", `${left + scrollX}px`);
      box.style.setProperty("--y", `${(above ? at.top - box.offsetHeight - 10 : at.bottom + 10) + scrollY}px`);
    };
    document.addEventListener("click", (event) => {
      const mark = event.target.closest(".cite a[href^='#ref-']");
      const source = mark && document.getElementById(mark.hash.slice(1));
      if (!source || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      const number = mark.hash.slice("#ref-".length);
      // Without the ways back to the marks, which are here; anchors of the page stay unique.
      body.replaceChildren(...[...source.children].filter((part) => !part.matches(".back")).map((part) => part.cloneNode(true)));
      const label = source.querySelector(".back .tag");
      if (label) body.append(label.cloneNode(true));
      box.setAttribute("aria-label", words.named.replace("{number}", number));
      onward.href = mark.hash;
      onward.textContent = words.onward.replace("{number}", number);
      from = mark;
      box.showPopover();
      place(mark);
      box.focus({ preventScroll: true });
    });
  };
  if ("popover" in HTMLElement.prototype && document.querySelector("ol.refs[data-named]")) showSources();

  // Paper has no click. Newer browsers unfold by the stylesheet.
  addEventListener("beforeprint", () => {
    for (const answer of document.querySelectorAll("details.qa")) answer.open = true;
  });

  const said = document.querySelector("[data-said]");
  for (const button of document.querySelectorAll("[data-print]")) {
    button.parentElement.hidden = false;
    button.addEventListener("click", () => print());
  }
  if (navigator.clipboard) {
    for (const button of document.querySelectorAll("[data-copy]")) {
      button.parentElement.hidden = false;
      button.addEventListener("click", async () => {
        const address = document.querySelector("link[rel=canonical]")?.href || location.href.split("#")[0];
        try {
          await navigator.clipboard.writeText(address);
          said.textContent = said.dataset.copied;
          button.textContent = said.dataset.copied;
        } catch {
          said.textContent = said.dataset.failed;
        }
      });
    }
  }
})();
