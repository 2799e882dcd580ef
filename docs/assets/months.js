// Turns "14 to 12 months before" into dates, once somebody says on which day the new contract starts. Nothing is kept and
// nothing is sent. Without JavaScript there is no field, and the months stand as they are.
(() => {
  "use strict";
  const WORDS = {}; // the build fills it in: macros/pages/phrases/
  const figure = document.querySelector(".picture-months");
  if (!figure) return;
  const written = new Intl.DateTimeFormat(document.documentElement.lang, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  // So many months before a day; the last day of a month where it has no such day.
  const before = (day, months) => {
    const first = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() - months, 1));
    const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
    first.setUTCDate(Math.min(day.getUTCDate(), last));
    return first;
  };
  const field = Object.assign(document.createElement("input"), { type: "date", id: "months-day" });
  const label = Object.assign(document.createElement("label"), { htmlFor: field.id, textContent: WORDS.label });
  const said = Object.assign(document.createElement("span"), { className: "visually-hidden" });
  said.setAttribute("role", "status");
  const rows = [...figure.querySelectorAll("[data-begins]")].map((stage) => {
    const dates = Object.assign(document.createElement("span"), { className: "dates" });
    stage.after(dates);
    return [stage.dataset, dates];
  });
  field.addEventListener("input", () => {
    const day = field.valueAsDate;
    for (const [{ begins, ends }, dates] of rows) {
      const last = day && before(day, ends);
      dates.textContent = day ? WORDS.from({ begins: written.format(before(day, begins)), ends: written.format(last) }) : "";
      if (day && last < Date.now()) dates.textContent += ` (${WORDS.late})`;
    }
    said.textContent = day ? WORDS.done : WORDS.gone;
  });
  const place = Object.assign(document.createElement("p"), { className: "months-day" });
  place.append(label, field, said);
  figure.querySelector(".table").before(place);
})();
