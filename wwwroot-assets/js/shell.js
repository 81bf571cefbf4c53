// What needs no server: hints, the narrow screen's navigation, single-key shortcuts.

const typing = element => element?.closest?.('input, textarea, select, [contenteditable=""], [contenteditable="true"]') != null;
const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { /* refused in private windows */ } };
const recall = key => { try { return localStorage.getItem(key); } catch { return null; } };

// --- The component library asks of every element whether it holds a ripple; with that rule each change within a chart styles half of the page anew ---

for (const sheet of document.styleSheets) {
  if (!sheet.href?.includes('/MudBlazor')) continue;
  for (let at = sheet.cssRules.length - 1; at >= 0; at--)
    if (/^:(not|where)\(.*:has\(/.test(sheet.cssRules[at].selectorText)) sheet.deleteRule(at);
}

// --- Hints: shown on hover, focus and tap; stay while the pointer is on them; Esc closes (WCAG 1.4.13) ---

let shown = null;
let timer = 0;

function place(panel, anchor) {
  const box = anchor.getBoundingClientRect();
  const gap = 6, edge = 8;
  const left = Math.min(Math.max(edge, box.left + box.width / 2 - panel.offsetWidth / 2), innerWidth - panel.offsetWidth - edge);
  const below = box.bottom + gap + panel.offsetHeight <= innerHeight - edge || box.top < panel.offsetHeight + gap;
  panel.style.left = `${Math.max(edge, left)}px`;
  panel.style.top = `${below ? box.bottom + gap : box.top - gap - panel.offsetHeight}px`;
}

function showHint(button) {
  const panel = document.getElementById(button.getAttribute('aria-controls'));
  if (!panel?.isConnected) return;
  clearTimeout(timer);
  if (shown?.panel !== panel) hideHint();
  if (!panel.matches(':popover-open')) panel.showPopover();
  place(panel, button);
  button.setAttribute('aria-expanded', 'true');
  shown = { panel, button };
}

function hideHint() {
  clearTimeout(timer);
  if (!shown) return;
  const { panel, button } = shown;
  shown = null;
  button.setAttribute('aria-expanded', 'false');
  if (panel.isConnected && panel.matches(':popover-open')) panel.hidePopover();
}

const hintOf = target => target.closest?.('[data-hint]');
const inShown = target => shown && (shown.panel.contains(target) || shown.button.contains(target));

document.addEventListener('pointerover', event => {
  if (event.pointerType === 'touch') return;
  const button = hintOf(event.target);
  if (button) {
    clearTimeout(timer);
    timer = setTimeout(() => showHint(button), shown ? 0 : 120);
  } else if (shown) {
    if (inShown(event.target)) clearTimeout(timer);
    else { clearTimeout(timer); timer = setTimeout(hideHint, 200); }
  } else clearTimeout(timer);
});
document.addEventListener('focusin', event => {
  const button = hintOf(event.target);
  if (button && button.matches(':focus-visible')) showHint(button);
  else if (shown && !inShown(event.target)) hideHint();
});
document.addEventListener('click', event => {
  const button = hintOf(event.target);
  if (button) {
    event.preventDefault();
    event.stopPropagation();
    showHint(button);
  } else if (shown && !inShown(event.target)) hideHint();
}, true);
addEventListener('scroll', () => shown && place(shown.panel, shown.button), { capture: true, passive: true });

// --- Menus that are native popovers hang under their button ---

document.addEventListener('toggle', event => {
  const panel = event.target;
  if (event.newState !== 'open' || !panel.dataset?.menu) return;
  const button = document.querySelector(`[popovertarget="${CSS.escape(panel.id)}"]`);
  if (!button) return;
  const box = button.getBoundingClientRect();
  // Above the button where there is little room below it.
  const below = innerHeight - box.bottom - 14;
  const above = below < Math.min(panel.scrollHeight, 240) && box.top - 14 > below;
  panel.style.maxHeight = `${above ? box.top - 14 : below}px`;
  panel.style.top = above ? 'auto' : `${box.bottom + 6}px`;
  panel.style.bottom = above ? `${innerHeight - box.top + 6}px` : 'auto';
  panel.style.left = `${Math.min(Math.max(8, panel.dataset.menu === 'end' ? box.right - panel.offsetWidth : box.left), Math.max(8, innerWidth - panel.offsetWidth - 8))}px`;
}, true);

// A link chosen in a menu or in the drawer closes it; the router changes the page without reloading it.
document.addEventListener('click', event => {
  const link = event.target.closest?.('a[href]');
  const panel = link?.closest('[popover]');
  if (panel?.matches(':popover-open')) panel.hidePopover();
});

// --- A figure that stands for customers opens what can be done with them; with Ctrl or without this script it is a link to their list ---

document.addEventListener('click', event => {
  const figure = event.target.closest?.('a[data-drill]');
  const menu = document.getElementById('drill-menu');
  if (!figure || !menu || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  openDrill(figure, figure.href, figure.dataset.drill);
}, true);

// For what is no link, such as a point of a chart.
document.addEventListener('drill', event => openDrill(event.target, event.detail.address, event.detail.count));

function openDrill(at, address, count) {
  const menu = document.getElementById('drill-menu');
  const rule = new URL(address, location.href).searchParams.get('rule');
  const list = menu.querySelector('[data-drill-to]');
  for (const link of menu.querySelectorAll('[data-drill-to]')) {
    const to = link.dataset.drillTo;
    if (link === list) {
      link.setAttribute('href', address);   // with the orders that the figure counts
      continue;
    }
    if (!rule) {   // an address that finds out who they are when it is asked
      link.setAttribute('href', `${address}&to=${encodeURIComponent(to)}`);
      continue;
    }
    // Filtering the page that is open keeps its dates.
    const asked = new URLSearchParams(to === location.pathname ? location.search : '');
    asked.delete('seg');
    asked.set('rule', rule);
    link.setAttribute('href', `${to}?${asked}`);
  }
  const turn = menu.turn = {};   // an answer for a figure whose menu is gone says nothing of this one
  tell(menu, count, !count);
  menu.showPopover();
  place(menu, at);
  menu.querySelector('a').focus();
  if (!count) countDrill(menu, turn, address);
}

// A figure of money or orders does not say how many customers it stands for: the server counts them.
async function countDrill(menu, turn, address) {
  const { pathname, search } = new URL(address, location.href);
  let found = null;
  try { found = await menu.server?.invokeMethodAsync('CountAsync', pathname + search); } catch { /* no connection at the moment: the list tells it */ }
  if (menu.turn !== turn) return;
  tell(menu, found?.[0] ?? '', false);
  menu.querySelector('[data-drill-told]').textContent = found?.[1] ?? '';
}

function tell(menu, count, counting) {
  menu.querySelector('[data-drill-number]').hidden = !count && !counting;
  menu.querySelector('[data-drill-counting]').hidden = !counting;
  menu.querySelector('[data-drill-count]').textContent = count;
  menu.querySelector('[data-drill-told]').textContent = '';
}

// --- The figures of a card as a file: one menu of formats for all cards; what was chosen reaches the server as a change of the card's button ---

let saving = null;

document.addEventListener('click', event => {
  const menu = document.getElementById('format-menu');
  const button = event.target.closest?.('[data-save-figures]');
  if (menu && button) {
    saving = button;
    menu.querySelector('[data-schedule]')?.toggleAttribute('hidden', button.hasAttribute('data-no-schedule'));
    menu.showPopover();
    place(menu, button);
    menu.querySelector('button').focus();
    return;
  }
  const format = event.target.closest?.('[data-format]');
  if (!menu || !format) return;
  menu.hidePopover();
  if (!saving?.isConnected) return;
  saving.value = format.dataset.format;
  saving.dispatchEvent(new Event('change', { bubbles: true }));
  saving.focus();
});

// Both menus stand at the end of the page: Tab beyond their ends goes on from the figure or button that opened them, which has the focus again once they are shut.
document.addEventListener('keydown', event => {
  const menu = event.key === 'Tab' ? event.target.closest?.('#drill-menu, #format-menu') : null;
  if (!menu) return;
  const items = [...menu.querySelectorAll('a, button')].filter(item => item.checkVisibility());
  if (event.target === items.at(event.shiftKey ? 0 : -1)) menu.hidePopover();
});

// --- First steps: which were taken in this browser, and whether the list is hidden ---

const steps = { '/settings': 'settings', '/customers': 'customers' };

function take(step) {
  const taken = new Set((recall('steps') ?? '').split(' ').filter(Boolean));
  if (step) taken.add(step);
  document.documentElement.dataset.steps = [...taken].join(' ');
  if (step) remember('steps', [...taken].join(' '));
}
take(steps[location.pathname]);
document.addEventListener('click', event => {
  if (event.target.closest?.('[data-steps-off]')) take('off');
  const link = event.target.closest?.('a[href]');
  if (link?.origin === location.origin && steps[link.pathname]) take(steps[link.pathname]);
});

// --- Keyboard ---

const shortcutsOn = () => recall('shortcuts') !== 'off';
let prefix = 0;

function press(name) {
  const target = [...document.querySelectorAll(`[data-key="${CSS.escape(name)}"]`)].find(e => e.checkVisibility?.() ?? true)
    ?? document.querySelector(`[data-key="${CSS.escape(name)}"]`);
  if (!target) return false;
  if (target instanceof HTMLDialogElement) target.open ? target.close() : target.showModal();
  else if (target.matches('input, textarea, select')) target.focus();
  else target.click();
  return true;
}

document.addEventListener('keydown', event => {
  if (event.key === 'Escape' && shown) {
    const { button, panel } = shown;
    if (panel.contains(document.activeElement)) button.focus();
    hideHint();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target) || !shortcutsOn()) return;
  if (document.querySelector('dialog[open]') && event.key !== '?') return;
  const after = prefix && event.timeStamp - prefix < 1500;
  prefix = 0;
  if (!after && event.key === 'g') {
    prefix = event.timeStamp;
    return;
  }
  const name = after ? `g ${event.key}` : event.key;
  if (name.trim() && name.length <= 3 && press(name)) event.preventDefault();
});

document.addEventListener('click', event => {
  const opener = event.target.closest?.('[data-open-dialog]');
  if (opener) document.getElementById(opener.dataset.openDialog)?.showModal();
  const closer = event.target.closest?.('[data-close-dialog]');
  if (closer) closer.closest('dialog')?.close();
});

// --- Copy: by the clipboard where the page may use it (https, localhost), else by selecting ---

document.addEventListener('click', async event => {
  const button = event.target.closest?.('[data-copy]');
  const field = button && document.getElementById(button.dataset.copy);
  if (!field) return;
  field.select();
  try {
    if (navigator.clipboard) await navigator.clipboard.writeText(field.value);
    else if (!document.execCommand('copy')) return;
  } catch { return; /* refused; it is selected, so the keys still copy it */ }
  button.textContent = button.dataset.copied;
});
document.addEventListener('change', event => {
  if (event.target.matches?.('[data-shortcuts-switch]')) remember('shortcuts', event.target.checked ? 'on' : 'off');
});
document.addEventListener('toggle', event => {
  const box = event.target.querySelector?.('[data-shortcuts-switch]');
  if (box) box.checked = shortcutsOn();
}, true);

// --- Where the reader is: a narrow bar under the app bar while the circuit answers ---

document.addEventListener('click', event => {
  const link = event.target.closest?.('a[href]');
  if (!link || link.origin !== location.origin || event.defaultPrevented && !link.href) return;
  if (link.href !== location.href && !link.hasAttribute('download') && !link.target) document.documentElement.dataset.going = '';
  setTimeout(() => delete document.documentElement.dataset.going, 400);
});
