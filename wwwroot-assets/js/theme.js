// Loaded in the head without defer: the theme must be known before the first paint, or a dark page flashes white.
(() => {
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)');
  const paper = matchMedia('print');
  const names = ['light', 'dark', 'system'];

  const remembered = () => {
    try {
      const name = localStorage.getItem('theme');
      return names.includes(name) ? name : 'system';
    } catch {
      return 'system';
    }
  };

  const apply = () => {
    const choice = remembered();
    const shown = paper.matches ? 'light' : choice === 'system' ? (system.matches ? 'dark' : 'light') : choice;
    if (root.dataset.theme === shown && root.dataset.themeChoice === choice) return;
    root.dataset.theme = shown;
    root.dataset.themeChoice = choice;
    document.dispatchEvent(new CustomEvent('themechange', { detail: shown }));
  };

  apply();
  system.addEventListener('change', apply);
  paper.addEventListener('change', apply);
  addEventListener('storage', apply);
  // A page that is swapped in by the router brings its own <html> attributes; ours are put back.
  new MutationObserver(apply).observe(root, { attributeFilter: ['data-theme', 'data-theme-choice'] });

  document.addEventListener('click', event => {
    const button = event.target.closest?.('[data-set-theme]');
    if (!button || !names.includes(button.dataset.setTheme)) return;
    try {
      localStorage.setItem('theme', button.dataset.setTheme);
    } catch { /* private windows may refuse; the choice then lasts until the page is left */ }
    apply();
    button.closest('[popover]')?.hidePopover();
  });
})();
