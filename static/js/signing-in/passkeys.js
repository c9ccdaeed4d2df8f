// Passkeys. A part of a form with data-passkey has a button; the script shows it where the browser knows passkeys, asks
// the browser when it is pressed, puts the answer into the hidden field of the form, and sends the form.
"use strict";

(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));
  // The standard knows no passkeys for bare addresses, such as 127.0.0.1.
  const known = window.PublicKeyCredential && window.isSecureContext && !/^[\d.]+$|:/.test(location.hostname);

  async function question(part) {
    if (!part.dataset.question) return JSON.parse(document.getElementById("passkey-question").textContent);
    const response = await fetch(part.dataset.question, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(response.status === 404 ? "none" : "failed");
    return response.json();
  }

  async function made(options) {
    const asked = { ...options, challenge: bytes(options.challenge), user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: named(options.excludeCredentials) };
    const one = await navigator.credentials.create({ publicKey: asked });
    return { type: one.type, id: one.id, rawId: text(one.rawId), clientExtensionResults: one.getClientExtensionResults(),
      response: { clientDataJSON: text(one.response.clientDataJSON), attestationObject: text(one.response.attestationObject) } };
  }

  async function shown(options) {
    const asked = { ...options, challenge: bytes(options.challenge), allowCredentials: named(options.allowCredentials) };
    const one = await navigator.credentials.get({ publicKey: asked });
    const answer = one.response;
    return { type: one.type, id: one.id, rawId: text(one.rawId), clientExtensionResults: one.getClientExtensionResults(),
      response: { clientDataJSON: text(answer.clientDataJSON), authenticatorData: text(answer.authenticatorData),
        signature: text(answer.signature), userHandle: answer.userHandle ? text(answer.userHandle) : null } };
  }

  function wire(part) {
    const form = part.closest("form");
    const problem = part.querySelector("[role=alert]");
    part.querySelector("button").addEventListener("click", async () => {
      problem.hidden = true;
      if (!form.reportValidity()) return;
      try {
        const asked = await question(part);
        const answer = part.dataset.passkey === "make"
          ? await made(asked.creation_options.publicKey) : await shown(asked.request_options.publicKey);
        form.elements.namedItem("credential").value = JSON.stringify(answer);
        // As if the first button of the form had been pressed: it may say which act is meant.
        form.requestSubmit(form.querySelector("button[type=submit]"));
      } catch (error) {
        problem.textContent = error.message === "none" ? "You have no passkey yet. Use another way, or add one under Signing in."
          : error.name === "InvalidStateError" ? "This device has a passkey for you already."
            : "The passkey was not used. Try again, or use another way.";
        problem.hidden = false;
      }
    });
    part.hidden = false;
  }

  document.addEventListener("DOMContentLoaded", () => {
    if (!known) return;
    document.querySelectorAll("[data-passkey]").forEach(wire);
    document.querySelectorAll("[data-passkey-missing]").forEach((one) => { one.hidden = true; });
  });
})();
