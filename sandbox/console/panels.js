// What the providers hold: sends and campaigns first, because they are what a demo is about.

import { element } from "/console/mrkdwn.js";

const COUNTERS = [
  ["processed", "processed"], ["delivered", "delivered"], ["opened", "opened"],
  ["clicked", "clicked"], ["unsubscribed", "unsubscribed"], ["complained", "complained"],
  ["hard", "hard"], ["soft", "soft"], ["blocked", "blocked"],
];
const DRAFT_STATUS = {
  "-3": "cancelled", "-2": "deleted", "-1": "archived", 0: "draft", 1: "programmed", 2: "sent",
};
const LATEST_REQUESTS = 12;
const number = new Intl.NumberFormat("en-GB");

export function panelsView(state) {
  return [
    faultsPanel(state.faults ?? []),
    campaignsPanel(state.campaigns ?? [], state.sends ?? []),
    draftsPanel(state.drafts ?? []),
    listsPanel(state.lists ?? []),
    geminiPanel(state.gemini ?? {}),
    requestsPanel(state.requests ?? []),
  ].filter(Boolean);
}

function panel(title, note, ...children) {
  const head = element("h2", "", title, note ? element("span", "note", note) : null);
  return element("section", "panel", head, ...children);
}

function faultsPanel(faults) {
  if (!faults.length) return null;
  const rows = faults.map((fault) => [
    `${fault.provider ?? "*"} ${fault.method ?? "*"} ${fault.path ?? "*"}`,
    `${fault.action ?? ""}${fault.action === "respond" ? ` ${fault.status}` : ""} ${fault.stage ?? ""}`,
    `struck ${fault.struck ?? 0}×`,
  ]);
  const node = panel("Faults", `${faults.length} set`, table(null, rows));
  node.classList.add("alarm");
  return node;
}

function campaignsPanel(campaigns, sends) {
  const note = `${sends.length} ${sends.length === 1 ? "send" : "sends"}`;
  if (!sends.length) return panel("Sends", note, element("p", "empty", "Nothing was sent."));
  const byId = new Map(campaigns.map((one) => [one.id, one]));
  return panel("Sends", note, ...sends.map((send) => sendView(send, byId.get(send.campaign_id))));
}

function sendView(send, campaign) {
  const counts = campaign?.counts ?? {};
  const total = counts.processed || 0;
  const at = String(send.at ?? "").slice(11, 19);
  const title = element(
    "p", "send-title", element("b", "", send.subject || `Draft ${send.draft_id}`),
    element("span", "note", `draft ${send.draft_id} → list ${send.list_id}, ${at}`),
  );
  const cells = COUNTERS.map(([name, label]) => {
    const value = counts[name] ?? 0;
    const cell = element(
      "div", `counter ${name}`, element("b", "", number.format(value)), element("span", "", label),
    );
    const bar = element("i", "");
    bar.style.width = `${total ? Math.min((100 * value) / total, 100) : 0}%`;
    cell.append(bar);
    return cell;
  });
  return element("div", "send", title, element("div", "counters", ...cells));
}

function draftsPanel(drafts) {
  const rows = drafts.map((one) => [
    String(one.ID), one.Title || one.Subject || "", badge(DRAFT_STATUS[one.Status] ?? one.Status),
  ]);
  return panel("Drafts", String(drafts.length), table(["id", "title", "status"], rows));
}

function listsPanel(lists) {
  const rows = lists.map((one) => [
    String(one.ID), one.IsDeleted ? `${one.Name} (deleted)` : one.Name, number.format(one.active ?? 0),
  ]);
  return panel("Lists", String(lists.length), table(["id", "name", "active"], rows));
}

function geminiPanel(gemini) {
  const calls = Object.values(gemini.calls ?? {}).reduce((sum, one) => sum + one, 0);
  const spent = gemini.tokens ?? {};
  if (!calls) return null;
  const rows = [
    ["prompt tokens", number.format(spent.promptTokenCount ?? 0)],
    ["answer tokens", number.format(spent.candidatesTokenCount ?? 0)],
    ["thought tokens", number.format(spent.thoughtsTokenCount ?? 0)],
  ];
  return panel("Gemini", `${calls} ${calls === 1 ? "call" : "calls"}`, table(null, rows));
}

function requestsPanel(requests) {
  const counts = {};
  for (const one of requests) counts[one.provider] = (counts[one.provider] ?? 0) + 1;
  const each = Object.entries(counts).map(([name, count]) => `${name} ${count}`).join(" · ");
  const total = requests.at(-1)?.id ?? 0;
  const note = total > requests.length ? `${total} in all; of the latest: ${each}` : each;
  const rows = requests.slice(-LATEST_REQUESTS).reverse().map((one) => [
    String(one.time ?? "").slice(11, 19),
    `${one.method} ${String(one.path).replace(/^\/(slack\/api|gemini\/v1[a-z]*|mailjet\/v3\/rest)\//i, "")}`,
    badge(one.status ?? "…", one.fault ? "bad" : one.status >= 400 ? "warn" : ""),
  ]);
  return panel("Requests", note || "none", table(null, rows));
}

function badge(text, tone = "") {
  return element("span", `badge ${tone || String(text)}`, String(text));
}

function table(heads, rows) {
  const body = rows.map((row) => element("tr", "", ...row.map((cell) => element("td", "", cell))));
  const head = heads
    ? element("thead", "", element("tr", "", ...heads.map((one) => element("th", "", one))))
    : null;
  return element("table", "", head, element("tbody", "", ...body));
}
