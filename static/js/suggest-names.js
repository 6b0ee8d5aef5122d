// Suggests people and areas after an @ and measures after a # in the boxes of forms marked `data-thread` or
// `data-draft`, while somebody types. The arrow keys move along the list, Enter or Tab takes one, Escape closes it.
// Without this, “Find who is named” does the same.

const BEGUN = /(?:^|[^\w@./:+-])([@#])([\p{L}\d][\p{L}\d' ’-]{1,40})$/u;
const A_MOMENT = 200; // milliseconds
const ADDRESS = "/writing/names/";

let lists = 0;

/** Return what is being typed for a name before the caret: where it begins and what it is. */
function begun(box) {
  if (box.selectionStart !== box.selectionEnd) return null;
  const before = box.value.slice(0, box.selectionStart);
  const found = BEGUN.exec(before);
  if (!found) return null;
  const typed = found[1] + found[2];
  return { typed, from: before.length - typed.length, to: before.length };
}

async function ask(typed, thread) {
  const query = new URLSearchParams({ q: typed, ...(thread ? { thread } : {}) });
  const answer = await fetch(`${ADDRESS}?${query}`).catch(() => null);
  return answer?.ok && !answer.redirected ? (await answer.json()).names : [];
}

function suggest(box) {
  const list = document.createElement("ul");
  const said = document.createElement("p");
  const place = document.createElement("div");
  let timer = null;
  let names = [];
  let chosen = -1;
  list.id = `names-${++lists}`;
  list.className = "app-named-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Names");
  list.hidden = true;
  said.className = "nhsuk-u-visually-hidden";
  said.setAttribute("role", "status");
  place.className = "app-naming-place";
  place.append(list, said);
  box.after(place);
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);

  function close() {
    list.hidden = true;
    names = [];
    chosen = -1;
    box.removeAttribute("aria-activedescendant");
  }

  function choose(index) {
    chosen = (index + names.length) % names.length;
    Array.from(list.children).forEach((one, place) => one.setAttribute("aria-selected", String(place === chosen)));
    box.setAttribute("aria-activedescendant", list.children[chosen].id);
  }

  function take(index) {
    const now = begun(box);
    const name = names[index];
    close();
    if (!now || !name) return;
    box.focus();
    box.setSelectionRange(now.from, now.to);
    if (!document.execCommand("insertText", false, `${name.token} `)) {
      box.setRangeText(`${name.token} `, now.from, now.to, "end");
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  function show(found) {
    names = found;
    chosen = -1;
    list.replaceChildren(
      ...found.map(({ words }, index) => {
        const one = document.createElement("li");
        one.id = `${list.id}-${index}`;
        one.setAttribute("role", "option");
        one.setAttribute("aria-selected", "false");
        one.textContent = words;
        one.addEventListener("mousedown", (event) => event.preventDefault());
        one.addEventListener("click", () => take(index));
        return one;
      }),
    );
    list.hidden = !found.length;
    said.textContent = found.length ? `${found.length} ${found.length === 1 ? "name" : "names"}: use the arrow keys` : "";
  }

  async function look() {
    const now = begun(box);
    if (!now) return close();
    const found = await ask(now.typed, box.form.dataset.thread);
    if (begun(box)?.typed === now.typed && document.activeElement === box) show(found);
  }

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, A_MOMENT);
  });
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "Escape") close();
    else if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen < 0 ? -1 : chosen - 1);
    else if ((event.key === "Enter" || event.key === "Tab") && chosen >= 0) take(chosen);
    else return;
    event.preventDefault();
  });
}

export function suggestNames() {
  document.querySelectorAll("form[data-thread] textarea, form#write textarea").forEach(suggest);
}
