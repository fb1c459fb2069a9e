// Puts the page into its document.
import { render } from "preact";
import { startEngine } from "./engine/client";
import { App } from "./page/app";
import "./style/base.css";
import "./style/page.css";
import "./style/report.css";

const place = document.querySelector("#page");
if (place) render(<App engine={startEngine()} />, place);

// The development server's files change under one name: they must not be kept.
if (import.meta.env.PROD && "serviceWorker" in navigator) {
  // Without it the page works as before, as long as it can be fetched.
  navigator.serviceWorker.register("./service-worker.js").catch(() => undefined);
}
