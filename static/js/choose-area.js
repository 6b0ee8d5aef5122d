// Turns each search box for an area into a typeahead. Without this the box still sends its form.

/** Return the names to offer: from the box's own list, else from the address it gives. */
async function namesFor(box) {
  if (box.list) {
    return Array.from(box.list.options, (option) => option.value);
  }
  const answer = await fetch(box.dataset.names, { headers: { Accept: "application/json" } });
  return answer.ok ? (await answer.json()).names : [];
}

/** Return the names that hold every word typed; those that begin with them come first. */
export function matching(names, typed, most = 8) {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found = names.filter((name) => words.every((word) => name.toLowerCase().includes(word)));
  const first = (name) => (name.toLowerCase().startsWith(words[0] ?? "") ? 0 : 1);
  return found.sort((one, other) => first(one) - first(other)).slice(0, most);
}

function typeahead(box, names) {
  const place = document.createElement("div");
  place.className = "app-typeahead";
  box.replaceWith(place);
  window.accessibleAutocomplete({
    element: place,
    id: box.id,
    name: box.name,
    defaultValue: box.value,
    inputClasses: "nhsuk-input",
    showNoOptionsFound: true,
    displayMenu: "overlay",
    confirmOnBlur: false,
    minLength: 2,
    source: (typed, offer) => offer(matching(names, typed)),
    tNoResults: () => "No area of this name. Try another spelling.",
  });
  const hint = box.getAttribute("aria-describedby");
  const fresh = place.querySelector("input");
  if (hint) {
    fresh.setAttribute("aria-describedby", `${hint} ${fresh.getAttribute("aria-describedby") ?? ""}`.trim());
  }
  return fresh;
}

/** Wait until the box is wanted: most visits to a page never search. */
function helpToChoose(box) {
  box.addEventListener(
    "focus",
    async () => {
      const names = await namesFor(box);
      if (names.length && box.isConnected) {
        typeahead(box, names).focus();
      }
    },
    { once: true },
  );
}

export function helpToChooseAreas() {
  if (window.accessibleAutocomplete) {
    document.querySelectorAll("input[data-choose-area]").forEach(helpToChoose);
  }
}
