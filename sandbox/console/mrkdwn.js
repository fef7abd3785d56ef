// Slack's mrkdwn as DOM nodes. Text only ever enters the page as text nodes.

const EMOJI = {
  rocket: "🚀", hourglass: "⌛",
  hourglass_flowing_sand: "⏳", calendar: "📅", spiral_calendar_pad: "🗓️", clock3: "🕒",
  alarm_clock: "⏰", bell: "🔔", mega: "📣", loudspeaker: "📢", email: "📧", envelope: "✉️",
  mailbox: "📫", mailbox_with_mail: "📬", mailbox_with_no_mail: "📭", incoming_envelope: "📨",
  bar_chart: "📊", chart_with_upwards_trend: "📈", chart_with_downwards_trend: "📉", mag: "🔍",
  eyes: "👀", tada: "🎉", raised_hand: "✋", question: "❓", information_source: "ℹ️",
  bulb: "💡", memo: "📝", lock: "🔒", key: "🔑", robot_face: "🤖", repeat: "🔁",
  arrow_right: "➡️", arrow_up: "⬆️", arrow_down: "⬇️", double_vertical_bar: "⏸️",
  pause_button: "⏸️", fast_forward: "⏩", black_square_for_stop: "⏹️", checkered_flag: "🏁",
  small_blue_diamond: "🔹",
  clipboard: "📋", scroll: "📜", seedling: "🌱", thumbsup: "👍", "+1": "👍", "-1": "👎",
};
// The signs that cards use most are drawn in colour, for machines without an emoji font.
const SIGNS = {
  white_check_mark: ["✔", "good"], heavy_check_mark: ["✔", ""], x: ["✘", "bad"],
  warning: ["⚠", "watch"], rotating_light: ["⚠", "bad"], octagonal_sign: ["⬢", "bad"],
  no_entry: ["⬢", "bad"], large_green_circle: ["●", "good"], large_yellow_circle: ["●", "watch"],
  large_orange_circle: ["●", "watch"], red_circle: ["●", "bad"], large_blue_circle: ["●", "info"],
  grey_question: ["?", ""], white_circle: ["○", ""], black_circle: ["●", ""],
};
const PEOPLE = { U0ADA: "Ada Example", U0GRACE: "Grace Example", U0LINUS: "Linus Example" };
const MARKS = { "*": "strong", _: "em", "~": "s" };
const INLINE =
  /`([^`\n]+)`|<([^<>\n]+)>|:([a-z0-9_+-]+):|(?<![\w*_~])([*_~])(?=\S)(.+?)(?<=\S)\4(?![\w*_~])/gs;

export function element(name, className, ...children) {
  const node = document.createElement(name);
  if (className) node.className = className;
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export function plain(text) {
  const root = document.createDocumentFragment();
  String(text ?? "").split(/(:[a-z0-9_+-]+:)/).forEach((piece, index) => {
    root.append(index % 2 ? emoji(piece.slice(1, -1)) : piece);
  });
  return root;
}

export function mrkdwn(text) {
  const root = document.createDocumentFragment();
  String(text ?? "").split(/```\n?([\s\S]*?)\n?```/).forEach((piece, index) => {
    if (index % 2) root.append(element("pre", "", unescaped(piece)));
    else if (piece) root.append(...lines(piece));
  });
  return root;
}

function lines(text) {
  const nodes = [];
  const quoted = /^(?:&gt;|>) ?/;
  text.split("\n").forEach((line, index, all) => {
    if (quoted.test(line)) {
      nodes.push(element("blockquote", "", ...inline(line.replace(quoted, ""))));
      return;
    }
    nodes.push(...inline(line));
    if (index < all.length - 1) nodes.push(document.createElement("br"));
  });
  return nodes;
}

function inline(text) {
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(INLINE)) {
    nodes.push(unescaped(text.slice(end, found.index)), styled(found));
    end = found.index + found[0].length;
  }
  nodes.push(unescaped(text.slice(end)));
  return nodes;
}

function styled([, code, angle, name, mark, inner]) {
  if (code !== undefined) return element("code", "", unescaped(code));
  if (angle !== undefined) return reference(angle);
  if (name !== undefined) return emoji(name);
  return element(MARKS[mark], "", ...inline(inner));
}

function reference(text) {
  const [target, label] = text.split(/\|(.*)/s);
  if (target.startsWith("@")) {
    return element("span", "mention", `@${label ?? PEOPLE[target.slice(1)] ?? target.slice(1)}`);
  }
  if (target.startsWith("#")) return element("span", "mention", `#${label ?? target.slice(1)}`);
  if (target.startsWith("!date^")) return document.createTextNode(label ?? target);
  if (target.startsWith("!")) return element("span", "mention loud", `@${target.slice(1)}`);
  if (!/^(https?:|mailto:)/.test(target)) return unescaped(`<${text}>`);
  const link = element("a", "", unescaped(label ?? target));
  link.href = decoded(target);
  link.rel = "noreferrer";
  link.target = "_blank";
  return link;
}

function emoji(name) {
  if (!Object.hasOwn(SIGNS, name)) {
    return document.createTextNode(Object.hasOwn(EMOJI, name) ? EMOJI[name] : `:${name}:`);
  }
  const [sign, tone] = SIGNS[name];
  const node = element("span", `sign ${tone}`, sign);
  node.title = `:${name}:`;
  return node;
}

function decoded(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function unescaped(text) {
  return document.createTextNode(decoded(text));
}
