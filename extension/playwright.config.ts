// The extension's tests: unpacked in Chromium, as it was built into dist/chromium.
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "tests",
  outputDir: "node_modules/.cache/test-results",
  forbidOnly: true,
  reporter: "list",
  timeout: 40_000,
  expect: { timeout: 10_000 },
  // Each test has a browser of its own.
  workers: 1,
  // Chromium now and then starts a stopped background too late for the first event, on a machine that is busy.
  retries: 1,
});
