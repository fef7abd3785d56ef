// One Slack channel: messages in order, replies indented below the message they answer.

import { element, mrkdwn, plain } from "/console/mrkdwn.js";

const LATER = "Buttons are wired in a later version: use the campaign command for now.";
const TIME = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: "UTC",
});
const DAY = new Intl.DateTimeFormat("en-GB", {
  weekday: "long", day: "numeric", month: "long", timeZone: "UTC",
});

export function channelView(channel) {
  const all = channel.messages;
  const nodes = [];
  let day = "";
  for (const message of all.filter((one) => !isReply(one))) {
    const today = DAY.format(instant(message.ts));
    if (today !== day) nodes.push(element("p", "day", element("span", "", today)));
    day = today;
    nodes.push(messageView(message));
    const replies = all.filter((one) => isReply(one) && one.thread_ts === message.ts);
    if (replies.length) nodes.push(threadView(replies));
  }
  if (!nodes.length) nodes.push(element("p", "empty", "No messages yet."));
  return nodes;
}

function isReply(message) {
  return message.thread_ts !== undefined && message.thread_ts !== message.ts;
}

function instant(ts) {
  return new Date(Number(ts.split(".")[0]) * 1000);
}

function threadView(replies) {
  const count = `${replies.length} ${replies.length === 1 ? "reply" : "replies"}`;
  return element("div", "thread", element("p", "count", count), ...replies.map(messageView));
}

function messageView(message) {
  const bot = message.bot_id !== undefined;
  const name = message.username ?? message.bot_profile?.name ?? message.user ?? "someone";
  const when = element("time", "", TIME.format(instant(message.ts)));
  when.title = `${message.ts} (UTC)`;
  const head = element(
    "p", "who", element("b", "", name), bot ? element("span", "tag", "APP") : null, when,
    message.updates ? element("span", "edited", `updated ${message.updates}×`) : null,
  );
  const avatar = element("div", `avatar ${bot ? "bot" : "person"}`, name.slice(0, 1).toUpperCase());
  avatar.setAttribute("aria-hidden", "true");
  const body = element("div", "body", head, ...content(message));
  return element("article", `message${message.deleted ? " deleted" : ""}`, avatar, body);
}

function content(message) {
  const nodes = (message.blocks ?? []).map(blockView);
  if (!nodes.length && message.text) nodes.push(element("div", "text", mrkdwn(message.text)));
  for (const file of message.files ?? []) nodes.push(element("p", "file", `📎 ${file.title}`));
  for (const one of message.attachments ?? []) nodes.push(attachmentView(one));
  return nodes;
}

function attachmentView(attachment) {
  const inner = (attachment.blocks ?? []).map(blockView);
  if (!inner.length) inner.push(mrkdwn(attachment.text ?? attachment.fallback ?? ""));
  const node = element("div", "attachment", ...inner);
  if (/^#?[0-9a-f]{6}$/i.test(attachment.color ?? "")) {
    node.style.borderColor = `#${attachment.color.replace("#", "")}`;
  }
  return node;
}

function blockView(block) {
  switch (block.type) {
    case "header": return element("h3", "", plain(block.text?.text));
    case "section": return sectionView(block);
    case "divider": return element("hr", "");
    case "context": return element("div", "context", ...(block.elements ?? []).map(contextItem));
    case "actions": return element("div", "actions", ...(block.elements ?? []).map(control));
    case "markdown": return element("div", "text", mrkdwn(block.text));
    case "image": return imageView(block);
    default: return element("p", "file", `[${block.type}]`);
  }
}

function imageView(block) {
  const words = block.alt_text ?? "image";
  const id = block.slack_file?.id;
  if (!id) return element("p", "file", `🖼 ${words}`);
  const image = element("img", "picture");
  Object.assign(image, { src: `/console/files/${encodeURIComponent(id)}`, alt: words, title: words });
  return image;
}

function sectionView(block) {
  const node = element("div", "section");
  const main = element("div", "section-main");
  if (block.text) main.append(element("div", "text", textView(block.text)));
  if (block.fields?.length) {
    main.append(
      element("div", "fields", ...block.fields.map((one) => element("div", "field", textView(one)))),
    );
  }
  node.append(main);
  if (block.accessory) node.append(control(block.accessory));
  return node;
}

function contextItem(item) {
  return element("span", "", item.type === "image" ? `🖼 ${item.alt_text}` : textView(item));
}

function textView(text) {
  return text.type === "plain_text" ? plain(text.text) : mrkdwn(text.text);
}

function control(item) {
  const label = plain(item.text?.text ?? item.placeholder?.text ?? item.type);
  if (item.type === "button" && /^https?:/.test(item.url ?? "")) {
    const link = element("a", `button ${item.style ?? ""}`, label);
    Object.assign(link, { href: item.url, rel: "noreferrer", target: "_blank" });
    return link;
  }
  const button = element("button", `button ${item.style ?? ""}`, label);
  Object.assign(button, { type: "button", disabled: true, title: LATER });
  return button;
}
