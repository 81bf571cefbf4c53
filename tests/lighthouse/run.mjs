// Lighthouse, desktop, on every page that the browser tests open, signed in: node run.mjs ADDRESS EMAIL PASSWORD [PAGE…]
// Prints performance, accessibility and best practices of each, with what fell short; ends with 1 when a page misses a goal.
import { readFileSync } from 'node:fs';
import { launch } from 'chrome-launcher';
import lighthouse, { desktopConfig } from 'lighthouse';
import puppeteer from 'puppeteer-core';

const goals = { performance: 95, accessibility: 100, 'best-practices': 95 };
const [address, email, password, ...asked] = process.argv.slice(2);
if (!password) {
  console.error('node run.mjs ADDRESS EMAIL PASSWORD [PAGE…]');
  process.exit(2);
}
const known = readFileSync(new URL('../Dashboard.Browser.Tests/Pages.cs', import.meta.url), 'utf8');
const pages = asked.length ? asked : [...known.match(/All = \[(.*?)\]/s)[1].matchAll(/"(.*?)"/g)].map(match => match[1]);

const chromePath = process.env.CHROME_PATH ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(path => { try { readFileSync(path); return true; } catch { return false; } });
const chrome = await launch({ chromePath, chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'], logLevel: 'error' });
let missed = 0;
try {
  const browser = await puppeteer.connect({ browserURL: `http://127.0.0.1:${chrome.port}`, defaultViewport: null });
  const page = await browser.newPage();
  await page.goto(new URL('/sign-in', address).href);
  await page.type('input[name="Typed.Email"]', email);
  await page.type('input[name="Typed.Password"]', password);
  await Promise.all([page.waitForNavigation(), page.click('main button[type=submit]')]);
  await page.close();

  for (const path of pages) {
    const { lhr } = await lighthouse(new URL(path, address).href, { port: chrome.port, logLevel: 'error', disableStorageReset: true, onlyCategories: Object.keys(goals) }, desktopConfig);
    const scores = Object.entries(goals).map(([name, goal]) => ({ name, goal, score: Math.round((lhr.categories[name].score ?? 0) * 100) }));
    const short = scores.filter(({ score, goal }) => score < goal);
    if (short.length) missed++;
    console.log(`${scores.map(({ score }) => String(score).padStart(3)).join(' ')}  ${path}`);
    for (const { name } of short)
      for (const { id, weight } of lhr.categories[name].auditRefs)
        if (weight && (lhr.audits[id].score ?? 1) < 0.9) console.log(`      ${id}: ${lhr.audits[id].displayValue ?? lhr.audits[id].title}`);
  }
  await browser.disconnect();
} finally {
  await chrome.kill();
}
console.log(missed ? `${missed} of ${pages.length} pages miss a goal` : `all ${pages.length} pages reach their goals`);
process.exit(missed ? 1 : 0);
