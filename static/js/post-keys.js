// Keys on a thread: j and k go to the next post and the one before, r replies, q quotes, / goes to the search field, ? says all that.
// They work while nothing in which one types or chooses has the focus, and may be turned off in this browser, on the
// page to which ? leads. Without this, the same links are reached with the tab key.

const OFF = "keys are off";
const TYPED_IN = "input, textarea, select, button, summary, [contenteditable], [role='combobox'], [role='listbox']";

function areOff() {
  try {
    return localStorage.getItem(OFF) === "yes";
  } catch {
    return false;
  }
}

function turn(off) {
  try {
    if (off) localStorage.setItem(OFF, "yes");
    else localStorage.removeItem(OFF);
  } catch {
    // This browser keeps nothing: they stay as they are.
  }
}

function posts() {
  return Array.from(document.querySelectorAll("[data-post]"));
}

/** Return the post that has the focus, or else the first that is not above what is seen of the page. */
function here() {
  const withFocus = document.activeElement.closest("[data-post]");
  return withFocus ?? posts().find((post) => post.getBoundingClientRect().bottom > 0);
}

function go(by) {
  const all = posts();
  const place = all.indexOf(document.activeElement.closest("[data-post]"));
  const there = place < 0 ? here() : all[place + by];
  if (!there) return;
  there.focus({ preventScroll: true });
  there.scrollIntoView({ block: "start" });
}

function follow(link) {
  if (link) location.assign(link.href);
}

const KEYS = {
  j: () => go(1),
  k: () => go(-1),
  r: () => follow(here()?.querySelector('[data-key="r"]')),
  q: () => follow(here()?.querySelector('[data-key="q"]')),
  "/": () => document.getElementById("search-field").focus(),
  "?": () => location.assign("/writing/#keys"),
};

function pressed(event) {
  const act = KEYS[event.key];
  const isChord = event.ctrlKey || event.metaKey || event.altKey;
  if (!act || isChord || event.defaultPrevented || areOff() || event.target.closest(TYPED_IN)) return;
  event.preventDefault();
  act();
}

function offerToTurnOff() {
  const box = document.querySelector("[data-keys-off]");
  if (!box) return;
  box.checked = areOff();
  box.closest("[data-keys-choice]").hidden = false;
  box.addEventListener("change", () => turn(box.checked));
}

export function listenForKeys() {
  offerToTurnOff();
  if (posts().length) document.addEventListener("keydown", pressed);
}
