// Pictures of the start page and the preview: node serve.js URL PROJECT FOLDER
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { chromium } = require(path.join(process.env.LEAFCAST_BROWSER_TOOLS, "node_modules/playwright-core"));

const [url, project, folder] = process.argv.slice(2);
const leaflet = "posterior-cervical-fusion";
const text = path.join(project, "content/leaflets", leaflet, "en.toml");
const view = (language) => "view=leaflet/" + leaflet + "/" + language + "/a4";

async function main() {
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
  const page = await browser.newPage({ viewport: { width: 1400, height: 860 }, locale: "en-GB" });
  const shoot = (name) => page.screenshot({ path: path.join(folder, name + ".png") });
  await page.goto(url);
  await page.waitForSelector(".leaflet");
  await shoot("start");
  await page.goto(url + "preview/?" + view("en") + "&" + view("es"));
  await page.waitForSelector("[data-view$='es/a4'] .region");
  await page.locator(".region").nth(3).click();
  await page.waitForTimeout(5000); // the message about what was copied goes by itself
  await shoot("preview");
  await page.keyboard.press("Escape");
  const before = fs.readFileSync(text, "utf8");
  fs.writeFileSync(text, before.replace("subtitle = ", "subtitel = "));
  await page.getByText("Not the current text").first().waitFor();
  await page.waitForTimeout(1000);
  await shoot("preview-mistake");
  fs.writeFileSync(text, before);
  await browser.close();
}

main();
