// Keeps a review that is not decided yet: in this browser at once, on the server a little later and until it answers.
// What was kept is offered when the page is opened again. Without script there is a button, "Keep for later".
"use strict";

(() => {
  const PAUSE = 2000;
  const SOONEST = 4000;
  const LATEST = 60_000;
  const KEPT = new Set(["confirmed", "ticked", "interests", "statement", "comment"]);
  const BOXES = ".ed-comment :is(textarea, select), .ed-answer textarea";

  const form = () => document.getElementById("decision");
  const store = () => window.medsiteKeptHere(form().dataset.local);
  let asOpened = "";
  let sent = "";
  let timer = 0;
  let wait = SOONEST;
  let isSending = false;
  let isLeaving = false;

  const said = () => {
    const kept = new URLSearchParams();
    for (const [name, value] of new FormData(form())) if (KEPT.has(name)) kept.append(name, value);
    return kept.toString();
  };

  // Comments that are being typed: kept in this browser only, and sent by their own buttons.
  const boxes = (except = null) =>
    Object.fromEntries(
      [...document.querySelectorAll(BOXES)]
        .filter((box) => box.id && box.value.trim() && box.form !== except)
        .map((box) => [box.id, box.value]),
    );

  const tell = (text) => {
    const line = document.querySelector("[data-kept]");
    if (line && line.textContent !== text) line.textContent = text;
  };

  const isOffered = () => document.getElementById("ed-begun") || !document.getElementById("ed-here").hidden;

  const later = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(push, pause);
  };

  const push = async () => {
    const text = said();
    if (isSending || isLeaving || text === sent || isOffered()) return;
    isSending = true;
    const body = new URLSearchParams(text);
    body.append("csrfmiddlewaretoken", form().elements.csrfmiddlewaretoken.value);
    try {
      const response = await fetch(form().dataset.keep, {
        method: "POST",
        headers: { Accept: "application/json" },
        body,
        redirect: "error",
        keepalive: text.length < 50_000,
        signal: AbortSignal.timeout(20_000),
      });
      const answer = await response.json();
      if (!response.ok) {
        tell(`${answer.error} It is kept in this browser.`);
        return;
      }
      [sent, wait] = [text, SOONEST];
      tell(answer.kept ? `Kept for later at ${answer.kept}` : "");
    } catch {
      tell("The server was not reached, or you are signed out. Kept in this browser; trying again.");
      later(wait);
      wait = Math.min(2 * wait, LATEST);
    } finally {
      isSending = false;
      if (said() !== sent && said() !== text) later(PAUSE);
    }
  };

  const changed = () => {
    if (isOffered()) {
      tell("Not kept: first take up or throw away what you had begun, above.");
      return;
    }
    store().write({ form: said(), boxes: boxes() });
    later(PAUSE);
  };

  const put = (work) => {
    const kept = new URLSearchParams(work.form);
    for (const field of form().elements) {
      if (!KEPT.has(field.name)) continue;
      if (["checkbox", "radio"].includes(field.type)) field.checked = kept.getAll(field.name).includes(field.value);
      else field.value = kept.get(field.name) ?? "";
    }
    for (const [id, value] of Object.entries(work.boxes ?? {})) {
      const box = document.getElementById(id) ?? document.getElementById("any-body");
      if (!box) continue;
      box.value = box.id === id || !box.value ? value : `${box.value}\n${value}`;
      box.closest("details").open = true;
    }
  };

  const offer = () => {
    const work = store().read();
    const hasBoxes = Object.keys(work?.boxes ?? {}).length > 0;
    if (!work || (work.form === said() && !hasBoxes)) return;
    const { onServer = 0, resumed } = form().dataset;
    if (resumed !== undefined && work.at > Number(onServer) * 1000 - 5000) {
      put(work);
      changed();
      return;
    }
    if (resumed !== undefined || (!hasBoxes && work.at < Number(onServer) * 1000 + 5000)) return;
    const here = document.getElementById("ed-here");
    here.querySelector("[data-when]").textContent = new Date(work.at).toLocaleString([], {
      dateStyle: "medium",
      timeStyle: "short",
    });
    // What this browser keeps is the newer one: it takes the place of the other offer.
    document.getElementById("ed-begun")?.remove();
    here.hidden = false;
    here.querySelector("[data-act=take]").addEventListener("click", () => {
      here.hidden = true;
      put(work);
      changed();
      document.getElementById("decide-h").scrollIntoView();
    });
    here.querySelector("[data-act=discard]").addEventListener("click", () => {
      store().clear();
      here.hidden = true;
      tell("Thrown away.");
    });
  };

  document.addEventListener("DOMContentLoaded", () => {
    if (!form()?.dataset.keep) return;
    asOpened = said();
    if ("sent" in form().dataset) changed();
    else {
      sent = asOpened;
      offer();
    }
    for (const name of ["input", "change"]) {
      document.addEventListener(name, ({ target }) => {
        if (target.form === form() ? KEPT.has(target.name) : target.matches(BOXES)) changed();
      });
    }
    document.addEventListener("submit", ({ target }) => {
      if (target.method !== "post" || target.id === "logout-form") return;
      isLeaving = target === form();
      if (isOffered()) return;
      store().write({ form: said(), boxes: boxes(target) });
      if (target === form() || said() === asOpened) return;
      // A comment is sent: the page comes back with the decision as it stands now.
      const again = document.createElement("input");
      Object.assign(again, { type: "hidden", name: "resume", value: "1" });
      target.append(again);
      push();
    });
    window.addEventListener("online", push);
    window.addEventListener("pageshow", ({ persisted }) => {
      if (persisted) isLeaving = false;
    });
  });
})();
