// Images by button, paste and drop: the file goes to the server, which keeps it encoded anew; then a small window asks
// what it shows, its caption, its credit and its text version. The image joins the list of images of the form, and its mark the text.
// Without script: choose a file in a new row under "Images", save, and type the mark that stands there.
"use strict";

(() => {
  const SAID = ["alt", "caption", "credit", "kind", "text_version"];
  const KINDS = ["image/png", "image/jpeg", "image/webp"];
  const part = (name) => document.getElementById(`ed-image-${name}`);
  const dialog = () => document.getElementById("ed-image");
  const takesImages = (area) => area?.closest?.(".ed-markdown")?.querySelector(".ed-image-tools");
  const visited = new WeakSet();
  let area = null;
  let image = null;

  const problem = (text) => {
    takesImages(area).querySelector(".ed-image-problem").textContent = text;
  };

  const send = async (file) => {
    const body = new FormData();
    body.append("image", file);
    body.append("csrfmiddlewaretoken", document.querySelector("#draft_form [name=csrfmiddlewaretoken]").value);
    try {
      const response = await fetch(dialog().dataset.upload, { method: "POST", body, redirect: "error" });
      return await response.json();
    } catch {
      return { error: "The image was not sent. Look at your connection, or whether you are signed in, and try again." };
    }
  };

  const take = async (target, file) => {
    if (dialog().open) return;
    area = target;
    if (!KINDS.includes(file.type)) {
      problem("Only PNG, JPEG and WebP images can be added.");
      return;
    }
    problem("Sending the image …");
    const answer = await send(file);
    problem(answer.error || "");
    if (answer.error) return;
    image = answer;
    const shown = document.createElement("img");
    shown.src = image.address;
    shown.alt = "The image that you add";
    part("shown").replaceChildren(shown);
    for (const name of SAID) part(name).value = "";
    dialog().showModal();
  };

  // Django makes the row; its fields are filled as if somebody had typed there.
  const list = () => {
    const group = document.getElementById("files-group");
    const known = [...group.querySelectorAll('.inline-related:not(.empty-form) [name$="-picture"]')].find(
      (field) => field.value === String(image.key),
    );
    if (!known) group.querySelector(".add-row a").click();
    const rows = group.querySelectorAll(".inline-related:not(.empty-form)");
    const row = known?.closest(".inline-related") || rows[rows.length - 1];
    const set = (name, value) => {
      if (value) row.querySelector(`[name$="-${name}"]`).value = value;
    };
    set("picture", String(image.key));
    for (const name of SAID) set(name, part(name).value.trim());
    const shown = row.querySelector(".field-shown .readonly");
    if (shown && !known) {
      const thumbnail = document.createElement("img");
      thumbnail.src = image.address;
      thumbnail.alt = "";
      thumbnail.className = "ed-thumbnail";
      const mark = document.createElement("code");
      mark.textContent = image.mark;
      shown.replaceChildren(thumbnail, " ", mark);
    }
  };

  const insert = () => {
    // A field that nobody has been in yet says that its caret is at the beginning; then the image goes to the end.
    const [start, end] = visited.has(area) ? [area.selectionStart, area.selectionEnd] : [area.value.length];
    const before = area.value.slice(0, start).replace(/\n*$/, "");
    const after = area.value.slice(end ?? start).replace(/^\n*/, "");
    const text = `${before ? `${before}\n\n` : ""}${image.mark}\n\n`;
    area.value = text + after;
    area.focus();
    area.setSelectionRange(text.length, text.length);
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const fileOf = (transfer) => [...(transfer?.files || [])].find((file) => file.type.startsWith("image/"));

  document.addEventListener("focusin", (event) => {
    if (event.target.matches?.("textarea[data-markdown]") && !dialog()?.open) visited.add(event.target);
  });
  document.addEventListener("paste", (event) => {
    const file = fileOf(event.clipboardData);
    if (!file || !takesImages(event.target)) return;
    event.preventDefault();
    take(event.target, file);
  });
  document.addEventListener("dragover", (event) => {
    if (takesImages(event.target) && event.dataTransfer?.types.includes("Files")) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    if (!takesImages(event.target) || !event.dataTransfer?.files.length) return;
    event.preventDefault();
    const target = event.target.closest(".ed-markdown").querySelector("textarea");
    take(target, fileOf(event.dataTransfer) || event.dataTransfer.files[0]);
  });
  document.addEventListener("click", (event) => {
    if (!event.target.matches?.(".ed-image-button")) return;
    event.target.parentElement.querySelector("input[type=file]").click();
  });
  document.addEventListener("change", (event) => {
    if (!event.target.matches?.(".ed-image-tools input[type=file]")) return;
    event.stopImmediatePropagation();
    const [file] = event.target.files;
    event.target.value = "";
    if (file) take(event.target.closest(".ed-markdown").querySelector("textarea"), file);
  });
  document.addEventListener("formset:added", (event) => {
    for (const tools of event.target.querySelectorAll(".ed-image-tools")) tools.hidden = false;
  });

  document.addEventListener("DOMContentLoaded", () => {
    if (!dialog()) return;
    for (const tools of document.querySelectorAll(".ed-image-tools")) tools.hidden = false;
    part("add").addEventListener("click", () => {
      list();
      insert();
      dialog().close();
    });
    part("cancel").addEventListener("click", () => dialog().close());
    dialog().addEventListener("close", () => area.focus());
    dialog().addEventListener("keydown", (event) => {
      // Enter in a field would send the whole form's nearest button; here it means "put it into the text".
      if (event.key === "Enter" && event.target.matches("input")) {
        event.preventDefault();
        part("add").click();
      }
    });
  });
})();
