// Keeps what one looks at fresh. Without it the page shows the same, as it was when it was loaded.
"use strict";
(() => {
  const EVERY = 4000;
  const LONGEST = 60000;
  const line = document.getElementById("live");
  const toggle = document.getElementById("live-switch");
  const said = document.getElementById("live-said");
  // A view that a simulation stands on is looked at without it.
  const from = document.getElementById("content").dataset.from || location.href;
  const names = () => [...document.querySelectorAll("section.refresh[id]")].map((part) => part.id);
  if (!line || names().length === 0) {
    return;
  }
  let on = true;
  let wait = EVERY;
  let timer = 0;

  // What somebody is at must not change under their hands.
  const inUse = (part) =>
    part.contains(document.activeElement) ||
    part.querySelector("details[open]") !== null ||
    (!document.getSelection().isCollapsed && part.contains(document.getSelection().anchorNode));

  const replace = (fresh) => {
    for (const name of names()) {
      const part = document.getElementById(name);
      const next = fresh.getElementById(name);
      if (next && !inUse(part) && next.innerHTML !== part.innerHTML) {
        part.replaceChildren(...next.childNodes);
        part.classList.remove("fresh");
        void part.offsetWidth;
        part.classList.add("fresh");
      }
    }
  };

  const look = async () => {
    try {
      const answer = await fetch(from, { credentials: "same-origin", redirect: "error" });
      if (!answer.ok) {
        throw new Error("answered " + answer.status);
      }
      replace(new DOMParser().parseFromString(await answer.text(), "text/html"));
      wait = EVERY;
      said.textContent = "as of " + new Date().toISOString().slice(11, 19) + " UTC";
    } catch (failure) {
      wait = Math.min(LONGEST, wait * 2);
      said.textContent = "no answer (" + failure.message + "), asked again in " + Math.round(wait / 1000) + " s";
    }
    next();
  };

  const next = () => {
    clearTimeout(timer);
    if (on && !document.hidden) {
      timer = setTimeout(look, wait);
    }
  };

  toggle.addEventListener("click", () => {
    on = !on;
    toggle.setAttribute("aria-pressed", String(on));
    said.textContent = on ? "" : "paused";
    wait = EVERY;
    next();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && on) {
      clearTimeout(timer);
      look();
    }
  });
  line.hidden = false;
  next();
})();
