// The one name these pages add. Every other file adds one part to it; all of them together are one script, in strict mode.
"use strict";
const leafcast = {};
