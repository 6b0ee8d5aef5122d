// Shows under the box of a form marked `data-preview` how its text will look, a moment after somebody stops typing: the
// site makes it, as the button “Preview” does. A preview that came with the page moves there. It is said once that
// there is one, and nothing of what is typed is read out. Without this, there is the button.

const A_MOMENT = 500; // milliseconds
const AGAIN = 10000; // after the site asked to wait
const HEADING = "Preview: not posted yet";
const THERE_IS_ONE = "How your text will look is shown below the box as you type.";

/** Return what the site shows of what stands in a box, and whether it asks to wait. */
async function look(box, signal) {
  const form = box.form;
  const sent = new FormData();
  sent.set("text", box.value);
  sent.set("thread", form.dataset.thread ?? "");
  sent.set("area", form.elements.area?.value ?? form.dataset.area ?? "");
  sent.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const answer = await fetch(form.dataset.preview, { method: "POST", body: sent, signal }).catch(() => null);
  const isMade = answer?.ok && !answer.redirected;
  return { html: isMade ? await answer.text() : "", mustWait: answer?.status === 429 };
}

function newPlace() {
  const place = document.createElement("section");
  const heading = document.createElement("h2");
  const text = document.createElement("div");
  place.className = "app-post app-post--preview";
  place.setAttribute("aria-labelledby", "preview");
  heading.className = "nhsuk-heading-s";
  heading.id = "preview";
  heading.textContent = HEADING;
  text.className = "app-post__text";
  place.append(heading, text);
  place.hidden = true;
  return place;
}

function follow(box) {
  const place = document.querySelector(".app-post--preview") ?? newPlace();
  const text = place.querySelector(".app-post__text");
  const said = document.createElement("p");
  let timer = null;
  let asking = null;
  said.className = "nhsuk-u-visually-hidden";
  said.setAttribute("role", "status");
  box.closest(".nhsuk-form-group").after(place, said);

  /** Show it, or nothing where it cannot be made: what it looked like before would mislead. */
  function show(html) {
    text.innerHTML = html;
    place.hidden = !html.trim();
    if (!place.hidden) said.textContent = THERE_IS_ONE;
  }

  async function ask() {
    asking?.abort();
    const mine = (asking = new AbortController());
    const { html, mustWait } = await look(box, mine.signal);
    if (mine.signal.aborted) return;
    if (mustWait) later(AGAIN);
    else show(html);
  }

  function later(time) {
    clearTimeout(timer);
    timer = setTimeout(ask, time);
  }

  box.addEventListener("input", () => later(A_MOMENT));
  ["input", "change", "focusout"].forEach((event) =>
    box.form.addEventListener(event, ({ target }) => target.name === "area" && later(A_MOMENT)),
  );
}

export function showAsTyped() {
  document.querySelectorAll("form[data-preview] textarea[data-format]").forEach(follow);
}
