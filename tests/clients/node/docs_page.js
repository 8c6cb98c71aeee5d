// Opens the page of the local stack in Chromium, and prints one of the commands that it shows.

'use strict';

const { chromium } = require('playwright-core');

async function main() {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ['--no-sandbox', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost'],
  });
  try {
    const page = await browser.newPage();
    await page.goto(process.env.PAGE);
    // Its articles are there once it has read the document.
    const command = page.locator(`#${process.env.OPERATION} > pre`).first();
    process.stdout.write(await command.innerText());
  } finally {
    await browser.close();
  }
}

main();
