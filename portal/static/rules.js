/* The page of the rules works without this file; with it: copying, printing, an answer read aloud. */
(() => {
  "use strict";
  const say = (text) => { const voice = document.getElementById("annonce"); if (voice) voice.textContent = text; };
  const show = () => document.querySelectorAll("[data-copy], [data-print-page]").forEach((button) => { button.hidden = false; });
  const copy = async (button) => {
    const text = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(text.value);
    } catch {
      /* No clipboard for this page: the text is shown and selected, ready for Ctrl C. */
      text.closest("details").open = true;
      text.select();
      return;
    }
    const label = button.querySelector("span"), before = label.textContent;
    label.textContent = button.dataset.done;
    say(button.dataset.done);
    setTimeout(() => { label.textContent = before; }, 2000);
  };
  document.addEventListener("click", (event) => {
    const copying = event.target.closest("[data-copy]");
    if (copying) copy(copying);
    if (event.target.closest("[data-print-page]")) window.print();
  });
  document.addEventListener("htmx:afterSettle", () => {
    show();
    const answer = document.querySelector(".answer[data-said]"), wrong = document.querySelector(".calc [aria-invalid=true]");
    if (wrong) wrong.focus();
    else if (answer) { say(answer.dataset.said); answer.scrollIntoView({ block: "nearest" }); }
  });
  /* On a small screen the contents would hide the rules. */
  const contents = document.querySelector(".toc");
  if (contents && matchMedia("(max-width: 820px)").matches) contents.open = false;
  show();
})();
