// Keeps what is typed: in this browser at once, on the server a little later. Says who else has the article open.
// What was kept is offered when the form is opened again. Without script nothing is kept, and Save saves everything.
"use strict";

(() => {
  const PAUSE = 2500;
  const PULSE = 15_000;
  const MOST = 2_000_000;
  const bar = () => document.querySelector(".ed-bar");
  const form = () => document.getElementById("draft_form");
  let asOpened = "";
  let sent = "";
  let timer = 0;
  let isSending = false;
  let isSubmitted = false;

  const said = () => {
    const kept = new URLSearchParams();
    for (const [name, value] of new FormData(form())) {
      const isOurs = typeof value === "string" && !name.includes("__prefix__") && !/^(csrf|_)/.test(name);
      if (isOurs) kept.append(name, value);
    }
    return kept.toString();
  };

  const isUnsaved = () => "unsaved" in bar().dataset || said() !== asOpened;
  const tell = (text) => (bar().querySelector("[data-kept]").textContent = text);

  const store = () => window.medsiteKeptHere(bar().dataset.local, MOST);
  const local = {
    read: () => store().read(),
    write: (more = {}) => store().write({ form: said(), version: bar().dataset.version, ...more }),
    clear: () => store().clear(),
  };

  const show = ({ others, version, saved_by: savedBy, is_locked: isLocked }) => {
    const box = document.getElementById("ed-others");
    const lines = others.map(({ name, has_changes: has }) => [
      name,
      ` has this article open${has ? ", with unsaved changes" : ""}.`,
    ]);
    if (isLocked) lines.push(["The text is locked now.", " It lies with the reviewers or is approved."]);
    else if (String(version) !== bar().dataset.version && !("unsaved" in bar().dataset)) {
      lines.push([savedBy, " saved this article after you opened it. When you save, both texts are merged and shown."]);
    }
    const text = lines.map((line) => line.join("")).join("\n");
    if (box.dataset.said === text) return;
    box.dataset.said = text;
    box.replaceChildren(
      ...lines.map(([who, rest]) => {
        const line = document.createElement("p");
        line.className = "ed-box ed-verdict ed-verdict--warn";
        const name = document.createElement("strong");
        name.textContent = who;
        line.append(name, rest);
        return line;
      }),
    );
  };

  const body = (extra) =>
    new URLSearchParams({
      csrfmiddlewaretoken: form().querySelector("[name=csrfmiddlewaretoken]").value,
      has_changes: isUnsaved() ? "1" : "0",
      ...extra,
    });

  const pulse = async () => {
    if (isSending || isSubmitted) return;
    isSending = true;
    const text = said();
    const isNew = isUnsaved() && text !== sent && !isOffered();
    try {
      const response = await fetch(bar().dataset.pulse, {
        method: "POST",
        body: body(isNew ? { form: text, version: bar().dataset.version } : {}),
        redirect: "error",
      });
      if (!response.ok) throw new Error(String(response.status));
      const answer = await response.json();
      if (isNew) sent = text;
      if (answer.kept) tell(`Kept without saving at ${answer.kept}`);
      if (answer.error) tell(answer.error);
      show(answer);
    } catch {
      if (isUnsaved()) tell("Not reached, or signed out: kept in this browser");
    } finally {
      isSending = false;
    }
  };

  // Work that is offered and neither restored nor thrown away is not written over.
  const isOffered = () => document.getElementById("ed-unsaved") || !document.getElementById("ed-local").hidden;

  const changed = () => {
    clearTimeout(timer);
    if (!isUnsaved()) return;
    if (isOffered()) {
      tell("Not kept: restore or throw away the unsaved work above first");
      return;
    }
    local.write();
    timer = setTimeout(pulse, PAUSE);
  };

  // A copy of this browser is offered unless it is what is shown, or what was sent has been saved since.
  const offer = () => {
    const kept = local.read();
    if (!kept) return;
    const { version, mine } = bar().dataset;
    const wasSaved = kept.isSent && Number(mine) > Number(kept.version) && Number(mine) <= Number(version);
    const onServer = Number(document.getElementById("ed-unsaved")?.dataset.kept || 0) * 1000;
    if (wasSaved || kept.form === asOpened) {
      local.clear();
      return;
    }
    if ("unsaved" in bar().dataset || kept.at < onServer + 2000) return;
    const box = document.getElementById("ed-local");
    box.querySelector("[data-when]").textContent = new Date(kept.at).toLocaleTimeString([], { timeStyle: "short" });
    box.hidden = false;
    box.querySelector("[data-act=discard]").addEventListener("click", () => {
      local.clear();
      box.hidden = true;
    });
    box.querySelector("[data-act=restore]").addEventListener("click", () => {
      const restoring = document.createElement("form");
      restoring.method = "post";
      const fields = { csrfmiddlewaretoken: form().querySelector("[name=csrfmiddlewaretoken]").value, _restore: "1" };
      for (const [name, value] of Object.entries({ ...fields, form: kept.form })) {
        const field = document.createElement("input");
        Object.assign(field, { type: "hidden", name, value });
        restoring.append(field);
      }
      document.body.append(restoring);
      restoring.submit();
    });
  };

  window.addEventListener("load", () => {
    if (!bar()?.dataset.pulse) return;
    asOpened = said();
    offer();
    if ("unsaved" in bar().dataset) changed();
    for (const name of ["input", "change", "formset:added", "formset:removed", "medsite:moved"]) {
      document.addEventListener(name, changed);
    }
    form().addEventListener("submit", (event) => {
      isSubmitted = true;
      if (isUnsaved() && !isOffered()) local.write({ isSent: true });
    });
    window.addEventListener("pagehide", () => {
      navigator.sendBeacon(bar().dataset.pulse, body({ leaving: "1" }));
    });
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) isSubmitted = false;
    });
    pulse();
    setInterval(() => document.visibilityState === "visible" && pulse(), PULSE);
  });
})();
