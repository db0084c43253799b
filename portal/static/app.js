/* The portal works without this file; with it: theme at once, palette, keys, a clock that moves. */
(() => {
  "use strict";
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const root = document.documentElement;
  const say = (text) => { const voice = one("#annonce"); if (voice) voice.textContent = text; };

  /* Theme: applied at once, kept by the server. */
  const theme = one("[data-theme-form]");
  const next = { auto: "light", light: "dark", dark: "auto" };
  if (theme) theme.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = theme.elements.theme.value;
    fetch(theme.action, { method: "POST", body: new FormData(theme), redirect: "manual" });
    if (chosen === "auto") root.removeAttribute("data-theme"); else root.setAttribute("data-theme", chosen);
    const button = one("button", theme);
    button.setAttribute("aria-label", button.getAttribute("data-" + chosen));
    theme.elements.theme.value = next[chosen];
    say(button.getAttribute("data-" + chosen));
  });

  /* Menus are <details>: one open at a time, closed by Escape or a press outside. */
  const menus = () => all("details.drop[open]");
  document.addEventListener("click", (event) => menus().forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  }));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") menus().forEach((menu) => { menu.open = false; one("summary", menu).focus(); });
  });

  /* Command palette: native dialog, combobox pattern, results from the server. */
  const palette = one("#palette"), query = one("#pq"), list = one("#pl");
  const options = () => all("[role=option]:not([aria-disabled])", list);
  const pick = (option) => {
    options().forEach((other) => other.setAttribute("aria-selected", String(other === option)));
    if (!option) { query.removeAttribute("aria-activedescendant"); return; }
    query.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const go = (option) => { if (option) location.href = option.dataset.href; };
  const open = () => {
    if (!palette || palette.open) return;
    palette.showModal();
    query.value = "";
    query.dispatchEvent(new Event("input", { bubbles: true }));
    query.focus();
  };
  if (palette) {
    all("[data-open=palette]").forEach((button) => button.addEventListener("click", open));
    query.addEventListener("keydown", (event) => {
      const shown = options(), at = shown.findIndex((o) => o.getAttribute("aria-selected") === "true");
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && shown.length) {
        event.preventDefault();
        pick(shown[(at + step + shown.length) % shown.length]);
      }
      if (event.key === "Enter") { event.preventDefault(); go(shown[at]); }
    });
    list.addEventListener("click", (event) => go(event.target.closest("[data-href]")));
    palette.addEventListener("click", (event) => { if (event.target === palette) palette.close(); });
    list.addEventListener("htmx:afterSwap", () => {
      pick(options()[0]);
      const count = one("[data-count]", list);
      if (count) say(count.dataset.count);
    });
  }

  /* The list of the keys: opened from the menu, which folds, or by its own key. */
  const help = one("#keys");
  const show = () => { if (help && !help.open) help.showModal(); };
  if (help) {
    help.addEventListener("click", (event) => { if (event.target === help) help.close(); });
    all("[data-open=keys]").forEach((button) => button.addEventListener("click", () => {
      const menu = button.closest("details");
      menu.open = false;
      one("summary", menu).focus();
      show();
    }));
  }

  /* Keys, as portal/keys.py lists them. Single ones only where the person left them on (WCAG 2.1.4), never while typing. */
  const keys = document.body.hasAttribute("data-keys");
  const rows = () => all(".feed .what a");
  const here = () => document.activeElement.closest(".feed li");
  /* A letter that only some lists know: static/lists.js hears it. */
  const tell = (key) => document.dispatchEvent(new CustomEvent("vigie:key", { detail: key }));
  const steps = {
    j: () => move(1),
    k: () => move(-1),
    e: () => {
      const row = document.activeElement.closest(".feed li"), button = row && one("button[data-key=e]", row);
      if (button) button.click(); else if (!row) reach("e");
    },
    n: () => reach("n"),
    z: () => reach("z"),
    o: () => { const row = here(); if (row) one(".what a", row).click(); },
    x: () => tell("x"),
    a: () => tell("a"),
    v: () => tell("v"),
    "/": () => { const search = one("main [type=search]"); if (search) search.select(); else open(); },
    "?": show,
  };
  /* A letter of the page itself: its button is reached, never pressed; what it folds is opened. */
  const reach = (key) => {
    const aim = one(`[data-page-key=${key}]`);
    if (!aim) return;
    if (aim.parentElement.matches("details")) aim.parentElement.open = true;
    aim.focus();
  };
  const move = (by) => {
    const links = rows();
    if (!links.length) return;
    const at = links.indexOf(document.activeElement.closest("li") && one(".what a", document.activeElement.closest("li")));
    links[Math.max(0, Math.min(links.length - 1, at + by))].focus();
  };
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); open(); return; }
    if (!keys || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=checkbox]),textarea,select,dialog")) return;
    const step = steps[event.key.toLowerCase()];
    if (!step) return;
    if (event.key === "/") event.preventDefault();
    step();
  });

  /* After a row was acknowledged its button is gone: the focus stays on the row. */
  document.body.addEventListener("htmx:afterSettle", (event) => {
    const link = event.target.closest && event.target.closest(".feed li") && one(".what a", event.target);
    if (link && document.activeElement === document.body) link.focus();
  });
  const failed = () => say(document.body.dataset.failed);
  document.body.addEventListener("htmx:sendError", failed);
  document.body.addEventListener("htmx:responseError", failed);

  /* Where a strip is wider than the screen, what matters in it is in sight: the tab, the limit. */
  all(".tabs [aria-current], .views [aria-current], .dt .lim").forEach((part) => {
    const strip = part.closest(".tabs, .views, .scroll");
    const over = part.getBoundingClientRect().right - strip.getBoundingClientRect().right;
    if (over > 0) strip.scrollLeft += over + 16;
  });

  /* One box ticks all those of a form. */
  all("[data-check-all]").forEach((master) => master.addEventListener("change", () => {
    all(`input[type=checkbox][form=${master.dataset.checkAll}]`).forEach((box) => { box.checked = master.checked; });
  }));

  /* Printing is a button, not a page. */
  all("[data-print]").forEach((button) => button.addEventListener("click", () => window.print()));

  /* A secret shown once is copied in one press; without clipboard it is selected. */
  all("[data-copy]").forEach((button) => button.addEventListener("click", async () => {
    const field = one(button.dataset.copy);
    field.select();
    try { await navigator.clipboard.writeText(field.value); say(button.dataset.copied); } catch { field.focus(); }
  }));

  /* The clocks of the page move, minute by minute. */
  const tick = () => all("[data-deadline]").forEach((clock) => {
    const minutes = Math.floor((new Date(clock.dataset.deadline) - Date.now()) / 6e4);
    if (minutes >= 0) clock.textContent = Math.floor(minutes / 60) + "\u00a0h\u00a0" + String(minutes % 60).padStart(2, "0");
  });
  tick();
  setInterval(tick, 3e4);

  /* A list of errors is read first. */
  const summary = one(".summary");
  if (summary) summary.focus();
})();
