// Puts above each box in which people name several things, one a line, a box that finds them by a part of their names and
// adds a line for each that is chosen. Without this the lines are typed; the form reads parts of names too.

import { matching, namesOf } from "./choose-area.js";

function linesOf(box) {
  return box.value.split("\n").map((line) => line.trim()).filter(Boolean);
}

/** Add a line unless it is there; whoever keeps drafts is told as if it had been typed. */
function add(box, name) {
  const there = linesOf(box);
  if (!there.includes(name)) {
    box.value = [...there, name].join("\n");
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** The typeahead puts what it offers into the page as HTML: names are text. */
function asText(name) {
  const text = document.createElement("span");
  text.textContent = name ?? "";
  return text.innerHTML;
}

function element(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}

function finder(box) {
  const id = `${box.id}-find`;
  const names = namesOf(box, document.getElementById(`${box.id}-names`));
  const place = element("div", { className: "app-typeahead app-several" });
  const label = element("label", { className: "nhsuk-label", htmlFor: id, textContent: box.dataset.chooseSeveral });
  const said = element("p", { className: "nhsuk-u-visually-hidden", role: "status" });
  box.before(label, place, said);
  window.accessibleAutocomplete({
    element: place,
    id,
    name: "", // it is sent with no form: the lines are
    inputClasses: "nhsuk-input",
    displayMenu: "overlay",
    autoselect: true,
    confirmOnBlur: false,
    minLength: 2,
    source: async (typed, offer) => offer(matching(await names(), typed)),
    templates: { inputValue: () => "", suggestion: asText },
    onConfirm: (name) => {
      if (!name) return;
      add(box, name);
      said.textContent = `${name} is added below.`;
    },
    tNoResults: () => "Nothing is offered by this name: write it below",
  });
  // Enter chooses here; it never sends the page.
  place.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
}

export function helpToChooseSeveral() {
  if (window.accessibleAutocomplete) {
    document.querySelectorAll("textarea[data-choose-several]").forEach(finder);
  }
}
