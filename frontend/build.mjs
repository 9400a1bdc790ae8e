// Builds frontend/dist: one style sheet, one browser module, the few images they name.
// Everything in it is safe for hashed static storage: every url() names a file that exists, and no source-map comments are left.

import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
const mojImages = join(here, "node_modules/@ministryofjustice/frontend/moj/assets/images");

/** MOJ Frontend still uses one mixin that GOV.UK Frontend is retiring; every other warning is worth reading. */
function warnUnlessFromMoj(message) {
  if (!message.includes("govuk-text-colour")) console.warn(message);
}

/** Compile the style sheet and refuse anything that must not be served: font faces, the crest, source-map comments. */
function styleSheet() {
  const { css } = compile(join(here, "scss/main.scss"), {
    loadPaths: [here, join(here, "node_modules")],
    style: "compressed",
    quietDeps: true,
    logger: { warn: warnUnlessFromMoj },
  });
  const clean = css.replace(/\/\*# sourceMappingURL=.*?\*\//g, "");
  for (const banned of ["@font-face", "GDS Transport", "crest", "sourceMappingURL"]) {
    if (clean.includes(banned)) throw new Error(`The style sheet contains "${banned}".`);
  }
  return clean;
}

/** Copy the images the style sheet names from MOJ Frontend, and fail on a name that does not exist there. */
async function images(css) {
  const names = new Set([...css.matchAll(/url\(["']?(images\/[^)"']+)["']?\)/g)].map((match) => basename(match[1])));
  await mkdir(join(dist, "images"), { recursive: true });
  for (const name of names) await cp(join(mojImages, name), join(dist, "images", name));
}

async function main() {
  const css = styleSheet();
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  await writeFile(join(dist, "mainstay.css"), css);
  await images(css);
  await cp(join(here, "images"), join(dist, "images"), { recursive: true });
  await build({
    entryPoints: [join(here, "js/mainstay.mjs")],
    outfile: join(dist, "mainstay.js"),
    bundle: true,
    minify: true,
    format: "esm",
    target: ["es2020"],
    legalComments: "none",
    logLevel: "warning",
  });
  const sizes = await Promise.all(["mainstay.css", "mainstay.js"].map((name) => readFile(join(dist, name))));
  console.log(`frontend/dist: mainstay.css ${Math.round(sizes[0].length / 1024)} kB, mainstay.js ${Math.round(sizes[1].length / 1024)} kB`);
}

await main();
