// What this browser keeps of somebody's work, under one name; and what it forgets when the page says that it is done.
// The names begin with "medsite-unsaved:", so that signing out clears them.
"use strict";

window.medsiteKeptHere = (name, most = 2_000_000) => ({
  read: () => {
    try {
      return JSON.parse(localStorage.getItem(name));
    } catch {
      return null;
    }
  },
  write: (work) => {
    const text = JSON.stringify({ ...work, at: Date.now() });
    if (text.length > most) return;
    try {
      localStorage.setItem(name, text);
    } catch {
      // The store is full or closed: the server keeps a copy too.
    }
  },
  clear: () => {
    try {
      localStorage.removeItem(name);
    } catch {
      // A closed store keeps nothing anyway.
    }
  },
});

document.addEventListener("DOMContentLoaded", () => {
  for (const done of document.querySelectorAll("[data-forget]")) window.medsiteKeptHere(done.dataset.forget).clear();
});
