// Sends a chosen or dropped file by a plain request, shows how far it is, and goes on to the page that reads it.

const zoneOf = element => element?.closest?.('[data-upload]');
const running = new WeakMap();

function show(zone, selector, visible) {
  const part = zone.querySelector(selector);
  part.hidden = !visible;
  return part;
}

function fail(zone, text) {
  show(zone, '.upload-state', false);
  show(zone, '.upload-hint', true);
  show(zone, '.upload-problem', true).textContent = text;
  zone.querySelector('input[type=file]').value = '';
}

const megabytes = bytes => (bytes / 1048576).toLocaleString(undefined, { maximumFractionDigits: bytes < 10485760 ? 1 : 0 });

function send(zone, file) {
  if (!file || running.has(zone)) return;
  const texts = zone.dataset;
  show(zone, '.upload-problem', false);
  if (file.size === 0) return fail(zone, texts.empty);

  const request = new XMLHttpRequest();
  running.set(zone, request);
  show(zone, '.upload-hint', false);
  const state = show(zone, '.upload-state', true);
  const bar = state.querySelector('progress');
  const text = state.querySelector('.upload-text');
  const began = performance.now();
  let told = 0;
  bar.value = 0;
  text.textContent = file.name;

  request.upload.onprogress = event => {
    bar.value = event.loaded / event.total;
    // A screen reader is told every five seconds, not at every packet.
    const now = performance.now();
    if (now - told < (told ? 1000 : 0)) return;
    told = now;
    const speed = event.loaded / Math.max(1, now - began) * 1000;
    text.textContent = texts.progress.replace('{0}', megabytes(event.loaded)).replace('{1}', megabytes(event.total)).replace('{2}', megabytes(speed));
  };
  request.onload = () => {
    running.delete(zone);
    if (request.status === 200) {
      Blazor.navigateTo(texts.next + JSON.parse(request.responseText).id);
      return;
    }
    fail(zone, request.status === 413 ? texts.tooLarge : request.status === 507 ? texts.full : request.status === 401 || request.status === 403 ? texts.refused : texts.lost);
  };
  request.onerror = () => { running.delete(zone); fail(zone, texts.lost); };
  request.onabort = () => { running.delete(zone); fail(zone, texts.stopped); };
  request.open('POST', texts.upload);
  request.setRequestHeader('X-File-Name', encodeURIComponent(file.name));
  request.setRequestHeader('Content-Type', 'application/octet-stream');
  request.send(file);
}

document.addEventListener('change', event => {
  if (event.target.matches?.('[data-upload] input[type=file]')) send(zoneOf(event.target), event.target.files[0]);
});
document.addEventListener('click', event => {
  if (event.target.closest?.('[data-upload-stop]')) running.get(zoneOf(event.target))?.abort();
});
for (const name of ['dragenter', 'dragover'])
  document.addEventListener(name, event => {
    const zone = zoneOf(event.target);
    if (!zone) return;
    event.preventDefault();
    zone.dataset.over = '';
  });
document.addEventListener('dragleave', event => {
  const zone = zoneOf(event.target);
  if (zone && !zone.contains(event.relatedTarget)) delete zone.dataset.over;
});
document.addEventListener('drop', event => {
  const zone = zoneOf(event.target);
  if (!zone) return;
  event.preventDefault();
  delete zone.dataset.over;
  send(zone, event.dataTransfer.files[0]);
});
addEventListener('beforeunload', event => {
  if ([...document.querySelectorAll('[data-upload]')].some(zone => running.has(zone))) event.preventDefault();
});
