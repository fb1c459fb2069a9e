// Puts the panel into its document, and shows there what the log tells.
import { render } from "preact";
import { load } from "why401";
import { openChannel } from "../devtools/channel.ts";
import type { FromLog, FromPanel } from "../devtools/channel.ts";
import { diagnoser } from "./diagnose.ts";
import { Panel } from "./panel.tsx";
import "why401-www/style/base.css";
import "why401-www/style/report.css";
import "./panel.css";

const place = document.querySelector("#panel");
if (place) void start(place);

async function start(into: Element): Promise<void> {
  const channel = openChannel();
  const say = (message: FromPanel) => {
    channel.postMessage(message);
  };
  try {
    const diagnose = diagnoser(await load());
    channel.onmessage = ({ data }: MessageEvent<FromLog>) => {
      const clear = () => {
        say("clear");
      };
      render(<Panel groups={data} diagnose={diagnose} onClear={clear} />, into);
    };
    say("ready");
  } catch (error) {
    render(<p class="failure">The engine could not be started: {String(error)}</p>, into);
  }
}
