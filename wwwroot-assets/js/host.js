// Buttons of the bar that shows while the connection is lost; Blazor itself shows the bar and counts the tries.
(() => {
  const on = (id, act) => document.getElementById(id)?.addEventListener("click", act);
  on("reconnect-again", async () => { if (!(await Blazor.reconnect())) location.reload(); });
  on("reconnect-reload", () => location.reload());
})();
