// The bar that shows while the connection is lost. Blazor shows it and counts the tries; here are its buttons, the reload after a
// restart of the server, which waits for a click where somebody has typed something, and what was typed, which comes back after it.
(() => {
  const typed = new Set();
  addEventListener("input", event => typed.add(event.target), true);

  // A page with a draft of its own (data-own-draft) looks after itself; secrets and files are never kept.
  const store = "typed";
  const page = () => location.pathname + location.search;
  const kept = field => field.matches?.("main :is(input, textarea, select):not([type=password], [type=file], [type=search], [data-own-draft] *)");
  const nameOf = field => `${field.id || field.name || field.labels?.[0]?.textContent.trim() || field.ariaLabel || ""}:${field.type}`;
  const alike = (root, name) => [...root.querySelectorAll("main :is(input, textarea, select)")].filter(f => nameOf(f) === name);
  const waiting = () => [...typed].filter(f => f.isConnected && kept(f));

  function keep() {
    const fields = waiting().map(f => ({ name: nameOf(f), at: alike(document, nameOf(f)).indexOf(f), value: f.value, checked: f.checked }));
    try { if (fields.length) sessionStorage.setItem(store, JSON.stringify({ page: page(), fields })); } catch { /* full or refused: nothing is kept */ }
  }

  // A field may come with a choice in another, so each is waited for.
  function bringBack() {
    let draft;
    try { draft = JSON.parse(sessionStorage.getItem(store)); sessionStorage.removeItem(store); } catch { /* refused */ }
    if (!draft || draft.page !== page()) return;
    const place = () => {
      draft.fields = draft.fields.filter(({ name, at, value, checked }) => {
        const field = alike(document, name)[at];
        if (!field) return true;
        if (field.value === value && field.checked === checked) return false;
        Object.assign(field, checked === undefined ? { value } : { value, checked });
        for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
        return false;
      });
      if (!draft.fields.length || page() !== draft.page) watch.disconnect();
    };
    const watch = new MutationObserver(place);
    watch.observe(document.body, { childList: true, subtree: true });
    place();
  }
  bringBack();

  const on = (id, act) => document.getElementById(id)?.addEventListener("click", act);
  on("reconnect-again", async () => { if (!(await Blazor.reconnect())) { keep(); location.reload(); } });
  on("reconnect-reload", () => { keep(); location.reload(); });
  document.getElementById("components-reconnect-modal")?.addEventListener("components-reconnect-state-changed", event => {
    if (event.detail?.state !== "rejected") return;
    keep();
    if (!waiting().length) location.reload();
  });

  // A one-time link is long and there to be copied.
  addEventListener("focusin", event => { if (event.target.matches?.(".one-time-link")) event.target.select(); });
})();
