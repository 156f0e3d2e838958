// The parts of the player that need no browser, run as they are.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

const folder = path.join(__dirname, "../../../layouts/web/player");

module.exports = function pure(...names) {
  const context = vm.createContext({ Intl, TextEncoder, crypto: undefined });
  for (const name of ["namespace", ...names]) {
    vm.runInContext(fs.readFileSync(path.join(folder, name + ".js"), "utf8"), context, { filename: name + ".js" });
  }
  return vm.runInContext("leafcast", context);
};
