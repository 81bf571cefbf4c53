// The bar that shows while the connection is lost. Blazor shows it and counts the tries; here are its buttons, and the reload after a
// restart of the server, which waits for a click where somebody has typed something.
(() => {
  let typed = false;
  addEventListener("input", () => { typed = true; }, true);
  addEventListener("submit", () => { typed = false; }, true);

  const on = (id, act) => document.getElementById(id)?.addEventListener("click", act);
  on("reconnect-again", async () => { if (!(await Blazor.reconnect())) location.reload(); });
  on("reconnect-reload", () => location.reload());
  document.getElementById("components-reconnect-modal")?.addEventListener("components-reconnect-state-changed", event => {
    if (event.detail?.state === "rejected" && !typed) location.reload();
  });

  // A one-time link is long and there to be copied.
  addEventListener("focusin", event => { if (event.target.matches?.(".one-time-link")) event.target.select(); });
})();
