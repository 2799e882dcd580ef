// The clock of a session. On the facilitator's page it goes on after a reload, says aloud where you are, and at the end
// hands what each part took to minutes.js. On the screen: one part at a time, in step with the clock of the same browser.
// Nothing is sent. What is kept is the place in the session, in this browser, under the address of this version.
(() => {
  "use strict";
  const WORDS = {}; // the build fills it in: macros/pages/phrases/
  const MINUTE = 60000;
  const parts = [...document.querySelectorAll("[data-part]")];
  const clock = document.querySelector(".clock");
  const screen = document.querySelector(".screen");
  const timed = clock || screen;

  // What is kept: when the session began, when each part began, the minutes that were added to it, and those that the
  // facilitator put right when it was over.
  const planned = parts.map((part) => Number(part.dataset.minutes));
  const version = new URL(`${document.body.dataset.root}/`, location.href).pathname;
  const name = `session ${version}${timed.dataset.session}`;
  const nothing = () => ({ began: [], more: [], ended: 0, right: [] });
  let kept = nothing();
  let remembers = true;
  const recall = () => {
    if (!remembers) return;
    try {
      const held = JSON.parse(localStorage.getItem(name) || "null");
      const fits = held && Array.isArray(held.began) && Array.isArray(held.more) && held.began.length <= parts.length
        && held.began.every(Number.isFinite);
      kept = fits ? { ...nothing(), ...held } : nothing();
    } catch {
      kept = nothing();
    }
  };
  const keep = () => {
    try {
      if (kept.began.length) localStorage.setItem(name, JSON.stringify(kept));
      else localStorage.removeItem(name);
    } catch { // a private window may refuse; then the clock runs on until the page is left
      remembers = false;
    }
  };
  const at = (selector) => timed.querySelector(selector);
  const left = at(".clock-left"), status = at("[role=status]"), late = at(".clock-late");
  const say = (words) => { if (status.textContent !== words) status.textContent = words; };
  const sum = (numbers) => numbers.reduce((all, number) => all + number, 0);
  const here = () => kept.began.length - 1;
  const wanted = (place) => (planned[place] + (kept.more[place] || 0)) * MINUTE;
  const took = (place) => ((kept.began[place + 1] || kept.ended) - kept.began[place]) / MINUTE;
  const inTime = (milliseconds) => {
    const seconds = Math.floor(Math.abs(milliseconds) / 1000);
    return `${milliseconds < 0 ? "−" : ""}${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  };

  let told = "";
  const tell = (key, words) => { // once, and not every second: a screen reader reads it out
    if (told !== key) say(words);
    told = key;
  };

  function show() {
    const place = here(), now = Date.now();
    if (screen) parts.forEach((part, number) => { part.hidden = number !== Math.max(place, 0); }); // the others are printed all the same
    const rest = place < 0 || kept.ended ? 0 : kept.began[place] + wanted(place) - now;
    left.hidden = place < 0 || Boolean(kept.ended);
    left.textContent = inTime(rest);
    left.classList.toggle("over", rest < 0);
    if (place < 0) tell("ready", WORDS.ready({ all: parts.length, minutes: sum(planned) }));
    else if (kept.ended) tell("ended", WORDS.done({ minutes: Math.round((kept.ended - kept.began[0]) / MINUTE) }));
    else {
      const title = parts[place].dataset.title;
      const mark = [5, 1].find((minutes) => rest <= minutes * MINUTE && minutes * MINUTE < wanted(place) && rest > (minutes === 5 ? MINUTE : 0));
      if (rest <= 0) tell(`${place} over`, WORDS.over({ title }));
      else if (mark) tell(`${place} ${mark}`, WORDS.warning({ count: mark, title }));
      else tell(`${place}`, WORDS.now({ number: place + 1, all: parts.length, title, minutes: wanted(place) / MINUTE }));
    }
    if (!clock) return;
    // Behind the plan: what had begun later than planned, and what runs over now.
    const due = place < 0 ? 0 : kept.began[0] + sum(planned.slice(0, place)) * MINUTE;
    const behind = place < 0 || kept.ended ? 0 : Math.floor((Math.max(now - kept.began[place] - planned[place] * MINUTE, 0) + kept.began[place] - due) / MINUTE);
    const help = parts.slice(Math.max(place, 0)).find((part) => part.dataset.late);
    late.textContent = behind > 0 ? `${WORDS.late({ count: behind })}${help ? ` ${help.dataset.title}: ${help.dataset.late}` : ""}` : "";
    at(".clock-next").textContent = place < 0 ? WORDS.start : place < parts.length - 1 ? WORDS.next : WORDS.end;
    at(".clock-next").disabled = Boolean(kept.ended);
    at(".clock-back").disabled = place < 0;
    at(".clock-more").disabled = place < 0 || Boolean(kept.ended);
    at(".clock-again").disabled = place < 0;
    const rows = document.querySelectorAll(".run tbody tr");
    parts.forEach((part, number) => {
      const current = number === place && !kept.ended;
      part.classList.toggle("here", current);
      rows[number].classList.toggle("here", current);
      if (current) rows[number].setAttribute("aria-current", "step");
      else rows[number].removeAttribute("aria-current");
      const over = number < place || (number === place && kept.ended);
      rows[number].cells[2].textContent = over ? String(Math.round(took(number))) : "";
    });
    if (Boolean(kept.ended) !== offered) offer();
  }

  // What it took, to be handed in: fetched only when the session is over.
  const minutes = document.querySelector(".minutes");
  let offered = false;
  const offer = () => {
    offered = Boolean(kept.ended);
    minutes.hidden = !kept.ended;
    if (!kept.ended) return;
    const run = { began: kept.began[0], parts: parts.map((part, number) => ({ ...part.dataset, took: Math.round(took(number)) })), right: kept.right };
    import("./minutes.js").then(({ handIn }) => handIn(minutes, run, keep)).catch(() => { minutes.hidden = true; });
  };

  const forward = () => {
    if (kept.ended) return;
    if (here() === parts.length - 1) kept.ended = Date.now();
    else kept.began.push(Date.now());
    changed();
  };
  const backward = () => {
    if (kept.ended) kept.ended = 0;
    else kept.began.pop();
    changed();
  };
  const changed = () => {
    keep();
    show();
  };

  recall();
  show();
  setInterval(show, 1000);
  addEventListener("storage", (event) => { // the other window of this browser went on
    if (event.key !== name && event.key !== null) return;
    recall();
    show();
  });
  addEventListener("pageshow", () => {
    recall();
    show();
  });
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest("input, textarea, select, [role=region], dialog, summary")) return;
    if (event.key === "ArrowRight" || event.key === "PageDown" && screen) forward();
    else if (event.key === "ArrowLeft" || event.key === "PageUp" && screen) backward();
    else return;
    event.preventDefault();
  });
  if (screen) return;
  clock.hidden = false;
  at(".clock-next").addEventListener("click", forward);
  at(".clock-back").addEventListener("click", backward);
  at(".clock-more").addEventListener("click", () => {
    kept.more[here()] = (kept.more[here()] || 0) + 5;
    changed();
  });
  const again = at(".clock-again"), words = again.textContent;
  again.addEventListener("blur", () => { again.textContent = words; });
  again.addEventListener("click", () => { // what it took is nowhere else
    if (again.textContent === words) {
      again.textContent = WORDS.sure;
      return;
    }
    kept = nothing();
    changed();
    at(".clock-next").focus();
  });
})();
