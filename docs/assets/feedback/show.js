// Codes shown on a screen, one at a time, until a camera has read them all.
import { button, made } from "../forms/made.js";
import { drawing } from "./code.js";

const WORDS = {}; // the build fills it in: macros/pages/phrases/

// In `box`. `back` is focused when the codes are put away.
export const showCodes = (box, codes, back) => {
  const turn = (place) => {
    const words = WORDS.code({ number: place + 1, all: codes.length }), title = made("h3", { tabIndex: -1 }, words), last = place === codes.length - 1;
    box.replaceChildren(title, made("p", {}, codes.length === 1 ? WORDS.showOne : WORDS.show), drawing(codes[place], words), made("p", { className: "work-buttons" },
      ...codes.length > 1 ? [button(last ? WORDS.first : WORDS.next, () => turn(last ? 0 : place + 1))] : [],
      button(WORDS.away, () => {
        box.replaceChildren();
        back.focus();
      })));
    box.scrollIntoView();
    title.focus({ preventScroll: true });
  };
  turn(0);
};
