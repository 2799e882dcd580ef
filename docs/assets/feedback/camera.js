// Reads codes with the camera of the facilitator's laptop, where the browser can. The picture goes nowhere: the browser itself looks
// for codes in it.
import { button, made } from "../forms/made.js";

const WORDS = {}; // the build fills it in: macros/pages/phrases/
const PAUSE = 200; // milliseconds between two looks

// `seen` is told each text that is read; `tell` says what goes on.
export const watching = async (place, seen, tell) => {
  const video = made("video", { muted: true, playsInline: true, autoplay: true });
  video.setAttribute("aria-label", WORDS.picture);
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1920 }, facingMode: "environment" } });
  } catch { return tell(WORDS.refused); }
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  let on = true;
  const end = () => {
    on = false;
    for (const track of stream.getTracks()) track.stop();
    place.replaceChildren();
  };
  place.replaceChildren(video, made("p", {}, button(WORDS.stop, end)));
  tell(WORDS.look);
  video.srcObject = stream;
  while (on) {
    for (const { rawValue } of await detector.detect(video).catch(() => [])) if (on) seen(rawValue);
    await new Promise((after) => { setTimeout(after, PAUSE); });
  }
};
