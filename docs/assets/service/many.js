// What many people answer is put together below the sheet, and its script is fetched when somebody comes near: on a phone the sheet is
// opened to be filled in, and is to be there at once.
const part = document.querySelector(".together");
const near = new IntersectionObserver(([{ isIntersecting }]) => {
  if (!isIntersecting) return;
  near.disconnect();
  import("./together.js");
}, { rootMargin: "600px" });
near.observe(part);
