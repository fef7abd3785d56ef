// Ask for the state once a second and draw what has changed.

import { channelView } from "/console/channel.js";
import { element } from "/console/mrkdwn.js";
import { panelsView } from "/console/panels.js";

const EVERY = 1000;
const place = (id) => document.getElementById(id);
let chosen = null;
let latest = null;
let drawn = {};

function show(id, nodes, key) {
  if (drawn[id] === key) return false;
  drawn[id] = key;
  place(id).replaceChildren(...nodes());
  return true;
}

function draw(state) {
  const channels = state.slack?.channels ?? [];
  const channel = channels.find((one) => one.id === chosen) ?? channels[0];
  show("channels", () => channels.map((one) => tab(one, one === channel)),
    JSON.stringify([channel?.id, channels.map((one) => [one.id, one.messages.length])]));
  const box = place("channel");
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 80;
  const redrawn = show("channel", () => (channel ? channelView(channel) : []),
    JSON.stringify(channel ?? null));
  if (redrawn && atEnd) toEnd(box);
  const { slack, now, speed, ...rest } = state;
  show("panels", () => panelsView(state), JSON.stringify(rest));
  place("clock").textContent = now ? `${now.slice(0, 10)} ${now.slice(11, 19)} UTC` : "";
  place("speed").textContent = speed && speed !== 1 ? `${speed}× speed` : "";
}

// An image has no height before it is there.
function toEnd(box) {
  box.scrollTop = box.scrollHeight;
  for (const image of box.querySelectorAll("img")) {
    image.addEventListener("load", () => { box.scrollTop = box.scrollHeight; }, { once: true });
  }
}

function tab(channel, current) {
  const count = element("span", "note", String(channel.messages.length));
  const button = element("button", current ? "tab current" : "tab", `# ${channel.name}`, count);
  button.type = "button";
  button.setAttribute("aria-pressed", String(current));
  button.addEventListener("click", () => {
    chosen = channel.id;
    draw(latest);
  });
  return button;
}

async function refresh() {
  try {
    const answer = await fetch("/control/state?requests=500", { cache: "no-store" });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    latest = await answer.json();
    draw(latest);
    live("live", true);
  } catch (problem) {
    live(`no answer (${problem.message})`, false);
  }
  setTimeout(refresh, EVERY);
}

function live(text, good) {
  const node = place("live");
  if (node.textContent !== text) node.textContent = text;
  node.classList.toggle("good", good);
}

refresh();
