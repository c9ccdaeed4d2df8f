// Tells the other scripts of the editor how the page would look: asks the server after a pause in typing, and hands
// its answer on as the event "medsite:live". Listeners sit on the document, so rows added later work too.
"use strict";

(() => {
  const PAUSE = 350;
  let timer = 0;
  let took = 0;
  let isAsking = false;
  let isStale = false;

  const form = () => document.getElementById("draft_form");
  const address = () => document.querySelector("[data-live]")?.dataset.live;

  // What the form says now, without files and without the templates of new rows.
  const said = () => {
    const kept = new URLSearchParams();
    for (const [name, value] of new FormData(form())) {
      if (typeof value === "string" && !name.includes("__prefix__")) kept.append(name, value);
    }
    return kept;
  };

  const tell = (detail) => document.dispatchEvent(new CustomEvent("medsite:live", { detail }));

  const ask = async () => {
    if (isAsking) {
      isStale = true;
      return;
    }
    isAsking = true;
    isStale = false;
    const began = Date.now();
    try {
      const response = await fetch(address(), { method: "POST", body: said(), redirect: "error" });
      const isJson = response.headers.get("Content-Type")?.includes("json");
      tell(isJson ? await response.json() : { error: "You may be signed out. Your text is still in the form." });
    } catch {
      tell({ error: "The preview did not answer. Your text is still in the form." });
    } finally {
      isAsking = false;
      took = Date.now() - began;
      if (isStale) later();
    }
  };

  const later = () => {
    clearTimeout(timer);
    // A very long text takes the server a second or two: then it is asked more rarely.
    timer = setTimeout(ask, Math.max(PAUSE, took));
  };

  document.addEventListener("DOMContentLoaded", () => {
    if (!form() || !address()) return;
    for (const name of ["input", "change", "formset:added", "formset:removed", "medsite:moved"]) {
      document.addEventListener(name, (event) => {
        if (event.target === document || form().contains(event.target)) later();
      });
    }
    ask();
  });
})();
