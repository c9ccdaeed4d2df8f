// Order of the rows of a list: drag the handle with mouse or finger, or use the arrow keys and buttons. What is shown is
// what is saved: the number in each row's Order field is written anew after every move. Without script that field is
// typed by hand.
"use strict";

(() => {
  const EDGE = 60;
  const ROW = ".inline-related:not(.empty-form)";
  let drag = null;

  const groups = () =>
    [...document.querySelectorAll("#draft_form .inline-group")].filter((group) =>
      group.querySelector('[name$="-__prefix__-position"]'),
    );
  const rowsOf = (group) => [...group.querySelectorAll(ROW)];
  const groupOf = (row) => row.closest(".inline-group");
  const orderOf = (row) => row.querySelector('[name$="-position"]');

  const nameOf = (row) => {
    const kind = row.querySelector("h3 > b")?.textContent.replace(/:\s*$/, "") || "Row";
    const first = row.querySelector('input[type="text"], textarea')?.value.trim();
    return first ? `${kind} ${first.slice(0, 40)}` : kind;
  };

  const number = (group) => rowsOf(group).forEach((row, place) => (orderOf(row).value = place + 1));

  const say = (text) => {
    const box = document.getElementById("ed-order-said");
    if (box) box.textContent = text;
  };

  const moved = (row) => {
    const rows = rowsOf(groupOf(row));
    number(groupOf(row));
    say(`${nameOf(row)}: place ${rows.indexOf(row) + 1} of ${rows.length}`);
    row.dispatchEvent(new CustomEvent("medsite:moved", { bubbles: true }));
  };

  const put = (row, place) => {
    const others = rowsOf(groupOf(row)).filter((other) => other !== row);
    if (place < others.length) others[place].before(row);
    else others.at(-1)?.after(row);
  };

  const step = (row, button, where) => {
    const rows = rowsOf(groupOf(row));
    const place = rows.indexOf(row);
    const wanted = { up: place - 1, down: place + 1, first: 0, last: rows.length - 1 }[where];
    if (wanted < 0 || wanted >= rows.length || wanted === place) {
      say(`${nameOf(row)} is ${place ? "last" : "first"} already`);
      return;
    }
    put(row, wanted);
    button.focus();
    row.scrollIntoView({ block: "nearest" });
    moved(row);
  };

  // The element that is dragged is moved in the page, which ends any capture: so the listeners sit on the document.
  const onMove = (event) => {
    if (event.pointerId !== drag.pointer) return;
    drag.y = event.clientY;
    arrange();
  };

  const arrange = () => {
    const middle = (row) => {
      const box = row.getBoundingClientRect();
      return box.top + box.height / 2;
    };
    const rows = rowsOf(groupOf(drag.row));
    const place = rows.indexOf(drag.row);
    const above = rows.findIndex((row, other) => other < place && drag.y < middle(row));
    const below = rows.findLastIndex((row, other) => other > place && drag.y > middle(row));
    if (above >= 0) put(drag.row, above);
    else if (below >= 0) put(drag.row, below);
  };

  const scroll = () => {
    if (!drag) return;
    const low = document.querySelector(".ed-bar")?.getBoundingClientRect().top ?? window.innerHeight;
    if (drag.y < EDGE && drag.y < drag.from) window.scrollBy(0, -8);
    else if (drag.y > low - EDGE && drag.y > drag.from) window.scrollBy(0, 8);
    arrange();
    requestAnimationFrame(scroll);
  };

  const end = (isKept) => {
    const { row, handle, place } = drag;
    drag = null;
    document.removeEventListener("pointermove", onMove);
    row.classList.remove("ed-dragged");
    if (!isKept) put(row, place);
    handle.focus({ preventScroll: true });
    if (isKept && rowsOf(groupOf(row)).indexOf(row) !== place) moved(row);
  };

  const start = (event) => {
    const handle = event.target.closest?.(".ed-handle");
    if (!handle || event.button !== 0 || drag) return;
    event.preventDefault();
    const row = handle.closest(ROW);
    const place = rowsOf(groupOf(row)).indexOf(row);
    drag = { row, handle, place, pointer: event.pointerId, y: event.clientY, from: event.clientY };
    row.classList.add("ed-dragged");
    document.addEventListener("pointermove", onMove);
    requestAnimationFrame(scroll);
  };

  const button = (text, label, row, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    const name = () => made.setAttribute("aria-label", `${label} ${nameOf(row)}`);
    name();
    row.addEventListener("input", name);
    if (act) made.addEventListener("click", () => step(row, made, act));
    return made;
  };

  const equip = (row) => {
    const order = row.querySelector(".field-position");
    if (!order || row.querySelector(".ed-move")) return;
    order.hidden = true;
    const tools = document.createElement("span");
    tools.className = "ed-move";
    const handle = button("⠿", "Move", row);
    handle.className = "ed-handle";
    handle.setAttribute("aria-describedby", "ed-order-help");
    handle.addEventListener("keydown", (event) => {
      const where = { ArrowUp: "up", ArrowDown: "down", Home: "first", End: "last" }[event.key];
      if (!where) return;
      event.preventDefault();
      step(row, handle, where);
    });
    tools.append(handle, button("↑", "Move up:", row, "up"), button("↓", "Move down:", row, "down"));
    row.querySelector("h3").prepend(tools);
  };

  // Django numbers the forms anew by their place in the page when a new row is removed. Rows that are stored must come
  // first in that numbering, wherever they stand.
  const renumberForms = (group) => {
    const rows = rowsOf(group);
    const stored = (row) => row.classList.contains("has_original");
    [...rows.filter(stored), ...rows.filter((row) => !stored(row))].forEach((row, index) => {
      for (const element of [row, ...row.querySelectorAll("*")]) {
        for (const attribute of ["id", "name", "for", "aria-describedby", "data-select2-id"]) {
          const value = element.getAttribute(attribute);
          if (value) element.setAttribute(attribute, value.replace(/^((?:id_)?[a-z_]+-)\d+(?=-|$)/, `$1${index}`));
        }
      }
    });
  };

  const arrangeAsNumbered = (group) => {
    const rows = rowsOf(group);
    const sorted = [...rows].sort((a, b) => (Number(orderOf(a).value) || 10000) - (Number(orderOf(b).value) || 10000));
    sorted.forEach((row, place) => {
      if (rowsOf(group)[place] !== row) put(row, place);
    });
  };

  document.addEventListener("pointerdown", start);
  document.addEventListener("pointerup", (event) => drag?.pointer === event.pointerId && end(true));
  document.addEventListener("pointercancel", (event) => drag?.pointer === event.pointerId && end(false));
  document.addEventListener("keydown", (event) => drag && event.key === "Escape" && end(false));

  document.addEventListener("formset:added", (event) => {
    const group = groupOf(event.target);
    if (!groups().includes(group)) return;
    equip(event.target);
    number(group);
  });
  document.addEventListener("formset:removed", () => {
    setTimeout(() => {
      for (const group of groups()) {
        renumberForms(group);
        number(group);
      }
    });
  });

  window.addEventListener("DOMContentLoaded", () => {
    for (const group of groups()) {
      arrangeAsNumbered(group);
      rowsOf(group).forEach(equip);
    }
  });
})();
