// Turns the search box into one that offers what has the letters typed in its title. Without this it still sends its form.

import { typeahead } from "./choose-area.js";

/** Return a function that answers with what to offer for what is typed: asked for once it stays so for a moment. */
function asking(address) {
  const pause = 150;
  let waiting = null;
  return (typed) => {
    clearTimeout(waiting);
    return new Promise((resolve) => {
      waiting = setTimeout(() => resolve(fetched(address, typed)), pause);
    });
  };
}

async function fetched(address, typed) {
  try {
    const answer = await fetch(`${address}?${new URLSearchParams({ q: typed })}`);
    return answer.ok ? (await answer.json()).suggestions : [];
  } catch {
    return []; // the form finds it without this
  }
}

/** What the typeahead puts into the page is HTML: titles are text. */
function asText(words) {
  const text = document.createElement("span");
  text.textContent = words;
  return text.innerHTML;
}

function shown(found) {
  return `${asText(found.title)} <span class="app-typeahead__kind">${asText(found.kind)}</span>`;
}

export function helpToSearch() {
  if (window.accessibleAutocomplete) {
    document.querySelectorAll("input[data-search]").forEach((box) =>
      typeahead(box, {
        offered: asking(box.dataset.search),
        onConfirm: (found) => found?.address && window.location.assign(found.address),
        templates: { inputValue: (found) => found?.title ?? "", suggestion: shown },
      }),
    );
  }
}
