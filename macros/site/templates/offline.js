// For a copy that is opened from a disk: browsers fetch nothing and load no module there, but they run scripts. So each
// module is a function here, run once when it is asked for, and each file that is fetched has a twin that is a script.
// macros/site/offline.py writes the functions into MODULES.
const handbookRoot = new URL("../", document.currentScript.src), handbookRun = {}, handbookGiven = {};
const handbookModule = (name) => handbookRun[name] ||= handbookModules[name]();
const handbookImport = async (from, what) => handbookModule(new URL(what, new URL(from, handbookRoot)).href.slice(handbookRoot.href.length));
const handbookFile = (name, base64) => { handbookGiven[name] = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)); };
const handbookFetch = async (what) => {
  const address = new URL(what, location.href), name = decodeURI(address.href.slice(handbookRoot.href.length));
  if (!handbookGiven[name]) await new Promise((done, failed) => {
    document.head.append(Object.assign(document.createElement("script"), { src: `${address.href}.js`, onload: done, onerror: failed }));
  });
  return new Response(handbookGiven[name]);
};
