// A log of IIS 5.0 over three months whose 401s come back every 30 days.

const DAY = 86_400_000;
const FIRST = Date.UTC(2002, 0, 8);
const DAYS = 95;
const PERIOD = 30;
/** Days after the first on which the first refusals stand. */
const FIRST_REFUSED = 2;

const CLIENTS = [
  { address: "10.20.3.41", user: "CORP\\amartin", page: "/reports/default.asp" },
  { address: "10.20.3.57", user: "CORP\\jreyes", page: "/reports/month.asp" },
];

const HEAD = `#Software: Microsoft Internet Information Services 5.0
#Version: 1.0
#Date: 2002-01-08 00:00:00
#Fields: date time c-ip cs-username cs-method cs-uri-stem sc-status sc-win32-status
`;

/** On most days each client is asked to log on and then let in; on the days in question it is not. */
export function thirtyDayLog(): string {
  const lines: string[] = [];
  for (let day = 0; day < DAYS; day += 1) {
    const refused = day % PERIOD === FIRST_REFUSED;
    CLIENTS.forEach(({ address, user, page }, i) => {
      const morning = FIRST + day * DAY + (8 + i) * 3_600_000 + ((day * 37) % 50) * 60_000;
      const line = (time: number, name: string, status: string) =>
        lines.push(`${written(time)} ${address} ${name} GET ${page} ${status}`);
      if (refused) {
        for (let attempt = 0; attempt < 4; attempt += 1)
          line(morning + attempt * 90_000, "-", "401 5");
      } else {
        line(morning, "-", "401 5");
        line(morning + 1000, user, "200 0");
      }
    });
  }
  return `${HEAD}${lines.join("\n")}\n`;
}

/** A time as W3C extended logs write it: `2002-01-08 08:14:00`. */
function written(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replace("T", " ");
}
