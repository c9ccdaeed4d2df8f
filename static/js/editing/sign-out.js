// Unsaved work that this browser keeps is gone when somebody signs out: the machine may be shared.
"use strict";

document.addEventListener("submit", (event) => {
  if (event.target.id !== "logout-form") return;
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith("medsite-unsaved:")) localStorage.removeItem(key);
  }
});
