// Turns each search box for an area into a typeahead. Without this the box still sends its form.

/** Return a function that answers with the names to offer: from the box's own list, else fetched once, when asked. */
export function namesOf(box, list = box.list) {
  if (list) {
    const names = Array.from(list.options, (option) => option.value);
    return async () => names;
  }
  let asked = null;
  return () => {
    // What could not be fetched is asked for again with the next letter; the form finds the area without it.
    asked ??= fetchNames(box.dataset.names).catch(() => {
      asked = null;
      return [];
    });
    return asked;
  };
}

async function fetchNames(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) {
    throw new Error(`${address} answers ${answer.status}`);
  }
  return (await answer.json()).names;
}

/** Return the names that hold every word typed; those that begin with them come first. */
export function matching(names, typed, most = 8) {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found = names.filter((name) => words.every((word) => name.toLowerCase().includes(word)));
  const first = (name) => (name.toLowerCase().startsWith(words[0] ?? "") ? 0 : 1);
  return found.sort((one, other) => first(one) - first(other)).slice(0, most);
}

/** Put a typeahead in a box's place, with what has been typed into it and with the focus where it has it.
 *
 * offered: answers with what to offer for what was typed; onConfirm, templates: as the typeahead takes them.
 */
export function typeahead(box, { offered, onConfirm, templates, onFocus }) {
  const hadFocus = box === document.activeElement;
  const { selectionStart, selectionEnd } = box;
  const place = document.createElement("div");
  place.className = "app-typeahead";
  box.replaceWith(place);
  window.accessibleAutocomplete({
    element: place,
    id: box.id,
    name: box.name,
    defaultValue: box.value,
    placeholder: box.placeholder,
    inputClasses: box.className,
    displayMenu: "overlay",
    confirmOnBlur: false,
    minLength: 2,
    source: async (typed, offer) => {
      const found = await offered(typed);
      if (fresh.value === typed && place.contains(document.activeElement)) {
        offer(found);
      }
    },
    onConfirm: (chosen) => chosen && onConfirm(chosen, fresh),
    tNoResults: () => "Press Enter to search for this",
    ...(templates && { templates }),
  });
  const fresh = place.querySelector("input");
  const hint = box.getAttribute("aria-describedby");
  if (hint) {
    fresh.setAttribute("aria-describedby", `${hint} ${fresh.getAttribute("aria-describedby") ?? ""}`.trim());
  }
  if (onFocus) {
    fresh.addEventListener("focus", onFocus, { once: true });
  }
  place.addEventListener("keydown", (event) => leaveToTheForm(event, fresh), { capture: true });
  if (hadFocus) {
    fresh.focus();
    fresh.setSelectionRange(selectionStart, selectionEnd);
  }
}

function offerAreas(box) {
  const names = namesOf(box);
  const stays = "stays" in box.dataset; // one field of several: choosing fills it in, and the person sends the form
  typeahead(box, {
    offered: async (typed) => matching(await names(), typed),
    onConfirm: (name, fresh) => !stays && send(fresh, name),
    onFocus: names,
  });
}

function send(box, name) {
  box.value = name;
  box.form.requestSubmit();
}

/** Let Enter in the box itself send the form: the typeahead would only swallow it while its menu is open. */
function leaveToTheForm(event, box) {
  if (event.key === "Enter" && event.target === box) {
    event.stopPropagation();
  }
}

export function helpToChooseAreas() {
  if (window.accessibleAutocomplete) {
    document.querySelectorAll("input[data-choose-area]").forEach(offerAreas);
  }
}
