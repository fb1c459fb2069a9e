// How the developer tools of a tab reach the background: by a port that is named after the tab.

const PREFIX = "tab ";

export function portName(tab: number): string {
  return PREFIX + String(tab);
}

/** The tab that a port is named after. */
export function tabOf(name: string): number | undefined {
  const tab = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length)) : Number.NaN;
  return Number.isInteger(tab) ? tab : undefined;
}
