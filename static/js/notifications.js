// Keeps the number of new notifications in the header right while a page is open and looked at. Without this it is that
// of when the page was opened. Screen readers are told when there is something new, once what they say is said.

const EVERY = 15000;
const NUMBER = /\d+/;

function numberIn(words) {
  return Number(NUMBER.exec(words)?.[0] ?? 0);
}

/** Show what the server says now. Returns whether to go on: not when the session has ended. */
async function look(link, said) {
  let answer;
  try {
    answer = await fetch(link.dataset.look, { redirect: "manual" });
  } catch {
    return true; // no network for a while
  }
  if (answer.type === "opaqueredirect" || answer.status === 403) {
    return false;
  }
  if (answer.ok) {
    const words = await answer.text();
    const [before, now] = [numberIn(link.textContent), numberIn(words)];
    link.textContent = words;
    said.textContent = now > before ? words : "";
  }
  return true;
}

export function lookForNotifications() {
  const link = document.querySelector("[data-look]");
  const said = document.querySelector("[data-said]");
  if (!link || !said) {
    return;
  }
  let goesOn = true;
  let isLooking = false;
  const lookIfSeen = async () => {
    if (goesOn && !isLooking && document.visibilityState === "visible") {
      isLooking = true;
      goesOn = await look(link, said);
      isLooking = false;
    }
  };
  setInterval(lookIfSeen, EVERY);
  document.addEventListener("visibilitychange", lookIfSeen);
}
