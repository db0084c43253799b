/* The page works without this file, in two presses: signing in again, in another tab, has changed
   what proves that a form is ours. With it, the proof of now is read just before the form leaves. */
(() => {
  "use strict";
  const send = document.querySelector("[data-proof-from]");
  if (!send) return;
  let isLeaving = false;
  const renew = async () => {
    const answer = await fetch(send.dataset.proofFrom, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const proof = page.querySelector("[name=csrfmiddlewaretoken]");
    if (proof) document.querySelector("main [name=csrfmiddlewaretoken]").value = proof.value;
  };
  send.closest("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isLeaving) return;
    isLeaving = true;
    try { await renew(); } catch { /* No answer: the form leaves as it is, and comes back. */ }
    isLeaving = false;
    /* A field of the form may bear the name of the method. */
    HTMLFormElement.prototype.submit.call(event.target);
  });
})();
