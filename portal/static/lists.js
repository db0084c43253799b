/* A list whose rows are ticked: the count, a range with Shift, the keys X, A and V. The boxes work without this file. */
(() => {
  "use strict";
  const form = document.getElementById("bulk");
  if (!form) return;
  const boxes = [...document.querySelectorAll("input[name=id][form=bulk]")];
  const all = document.querySelector("input[name=tout][form=bulk]");
  const said = form.querySelector("[data-chosen]");
  let last = null;

  const tell = () => {
    const count = all.checked ? Number(said.dataset.all) : boxes.filter((box) => box.checked).length;
    const words = count === 0 ? said.dataset.none : count === 1 ? said.dataset.one : said.dataset.many.replace("§", count);
    if (said.textContent !== words) said.textContent = words;
  };
  const setAll = (checked) => { all.checked = checked; boxes.forEach((box) => { box.checked = checked; }); tell(); };
  const set = (box, checked) => {
    box.checked = checked;
    if (!checked) all.checked = false;
    last = box;
    tell();
  };

  boxes.forEach((box) => box.addEventListener("click", (event) => {
    if (event.shiftKey && last) {
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
      boxes.slice(from, to + 1).forEach((other) => { other.checked = box.checked; });
    }
    set(box, box.checked);
  }));
  all.addEventListener("change", () => setAll(all.checked));

  const current = () => {
    const row = document.activeElement.closest(".feed li");
    return row && row.querySelector("input[name=id]");
  };
  const steps = {
    x: () => { const box = current(); if (box) set(box, !box.checked); },
    a: () => setAll(!all.checked),
    v: () => {
      const box = current(), button = form.querySelector("[value=validate]");
      if (!button) return;
      if (box && !boxes.some((other) => other.checked)) set(box, true);
      if (boxes.some((other) => other.checked)) button.click();
    },
  };
  document.addEventListener("vigie:key", (event) => { const step = steps[event.detail]; if (step) step(); });

  /* What the browser ticked again when coming back is counted too. */
  window.addEventListener("pageshow", tell);
  tell();
})();
