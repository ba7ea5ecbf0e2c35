// Turns the stacked programs into tabs. The choice of a language holds for the whole page and is remembered.
const KEY = "autheid-language";
const groups = [...document.querySelectorAll("[data-snippets]")];

const remembered = () => {
  try { return localStorage.getItem(KEY); } catch { return null; }
};
const remember = (language) => {
  try { localStorage.setItem(KEY, language); } catch { /* a browser may forbid it; then it is only forgotten */ }
};

const choose = (language) => {
  for (const group of groups) {
    for (const tab of group.querySelectorAll("[role=tab]")) {
      const chosen = tab.dataset.language === language;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
    }
    for (const panel of group.querySelectorAll(".snippet")) panel.hidden = panel.dataset.language !== language;
  }
};

const chosenBy = (tab) => {
  const top = tab.getBoundingClientRect().top;
  remember(tab.dataset.language);
  choose(tab.dataset.language);
  // Programs above this one may have become longer or shorter: what was pressed stays where it is.
  window.scrollBy({ top: tab.getBoundingClientRect().top - top, behavior: "instant" });
};

const step = { ArrowRight: 1, ArrowLeft: -1 };
for (const group of groups) {
  const list = document.createElement("div");
  list.className = "tabs";
  list.setAttribute("role", "tablist");
  list.setAttribute("aria-label", "Language");
  for (const panel of group.querySelectorAll(".snippet")) {
    const tab = document.createElement("button");
    const { language } = panel.dataset;
    panel.id = `${group.dataset.snippets}-${language}`;
    tab.type = "button";
    tab.id = `${panel.id}-tab`;
    tab.dataset.language = language;
    tab.textContent = panel.querySelector("h4").textContent;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panel.id);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    tab.addEventListener("click", () => chosenBy(tab));
    list.append(tab);
  }
  list.addEventListener("keydown", (event) => {
    const tabs = [...list.children];
    const at = tabs.indexOf(document.activeElement);
    const to = { Home: 0, End: tabs.length - 1 }[event.key] ?? (event.key in step ? at + step[event.key] : null);
    if (to === null) return;
    event.preventDefault();
    const tab = tabs[(to + tabs.length) % tabs.length];
    chosenBy(tab);
    tab.focus();
  });
  group.prepend(list);
}
const known = new Set([...document.querySelectorAll(".snippet")].map((panel) => panel.dataset.language));
document.documentElement.classList.add("with-tabs");
if (groups.length) choose(known.has(remembered()) ? remembered() : "shell");

// The rail marks the section that is being read.
const links = new Map([...document.querySelectorAll("nav a[href^='#']")].map((a) => [a.hash.slice(1), a]));
const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    for (const link of links.values()) link.removeAttribute("aria-current");
    links.get(entry.target.id)?.setAttribute("aria-current", "location");
  }
}, { rootMargin: "-10% 0px -80% 0px" });
for (const id of links.keys()) {
  const section = document.getElementById(id);
  if (section) watcher.observe(section);
}

// On a phone the contents close when one of them is followed.
const menu = document.querySelector("details.menu");
menu?.addEventListener("click", (event) => { if (event.target.closest("a")) menu.open = false; });
