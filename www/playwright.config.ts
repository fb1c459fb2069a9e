// The page's tests: in Chromium, against what was built into dist/.
import { defineConfig, devices } from "@playwright/test";

// Works in containers and as root, and asks no server for anything of its own.
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export default defineConfig({
  testDir: "tests",
  outputDir: "node_modules/.cache/test-results",
  forbidOnly: true,
  reporter: "list",
  timeout: 20_000,
  use: {
    ...devices["Desktop Chrome"],
    launchOptions: {
      executablePath: process.env["WHY401_CHROMIUM"] ?? "/usr/bin/chromium",
      args: ARGUMENTS,
    },
  },
});
