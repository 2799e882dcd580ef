// Asks for the scripts of a page when it is there with its styles: they take nothing of the first packets from it.
// The first is no module: it asks where it came from.
document.body.dataset.scripts?.split(" ").forEach((src, number) => {
  document.head.append(Object.assign(document.createElement("script"), { src, async: false, type: number ? "module" : "" }));
});
