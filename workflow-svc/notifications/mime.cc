#include "workflow-svc/notifications/mime.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/text/utf8.h"

namespace guanxi::workflow {
namespace {

constexpr absl::string_view kLineEnd = "\r\n";
// Of UTF-8 in one encoded word: 52 characters of base64, and 12 around them; with the field's name
// in front a line has no more than 76.
constexpr size_t kWordBytes = 39;
constexpr size_t kPlainHeader = 60;
constexpr size_t kBase64Line = 57;  // bytes; 76 characters

// Without anything that could end a line of a head.
std::string OneLine(absl::string_view text) {
  std::string line(text);
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return line;
}

// No signs that structured fields give a meaning, and none that begins an encoded word.
bool IsPlain(absl::string_view text) {
  return text.size() <= kPlainHeader && std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return absl::ascii_isalnum(c) || c == ' ' || c == '-' || c == '.' || c == '_' ||
                  c == '/' || c == '!' || c == '+';
         });
}

std::string Base64Lines(absl::string_view text) {
  std::string lines;
  for (size_t at = 0; at < text.size(); at += kBase64Line) {
    absl::StrAppend(&lines, absl::Base64Escape(text.substr(at, kBase64Line)), kLineEnd);
  }
  return lines;
}

std::string EscapeHtml(absl::string_view text) {
  return absl::StrReplaceAll(
      text, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&#39;"}});
}

std::string HeadOf(const Saying& saying) {
  return saying.count > 1 ? absl::StrCat(saying.title, " ×", saying.count) : saying.title;
}

std::string PlainText(const std::vector<Saying>& sayings) {
  std::string text;
  for (const Saying& saying : sayings) {
    absl::StrAppend(&text, text.empty() ? "" : "\n\n", HeadOf(saying));
    if (!saying.text.empty()) absl::StrAppend(&text, "\n", saying.text);
    if (!saying.subject.empty()) absl::StrAppend(&text, "\n", saying.subject);
  }
  return absl::StrCat(text, "\n");
}

std::string HtmlText(const std::vector<Saying>& sayings) {
  std::string html = "<!DOCTYPE html><html><head><meta charset=\"utf-8\"></head><body>";
  for (const Saying& saying : sayings) {
    absl::StrAppend(&html, "<p><strong>", EscapeHtml(HeadOf(saying)), "</strong>");
    for (const absl::string_view line : absl::StrSplit(saying.text, '\n', absl::SkipEmpty())) {
      absl::StrAppend(&html, "<br>", EscapeHtml(line));
    }
    if (!saying.subject.empty()) {
      absl::StrAppend(&html, "<br><code>", EscapeHtml(saying.subject), "</code>");
    }
    absl::StrAppend(&html, "</p>");
  }
  return absl::StrCat(html, "</body></html>\n");
}

void AppendPart(absl::string_view boundary, absl::string_view type, absl::string_view text,
                std::string* message) {
  absl::StrAppend(message, "--", boundary, kLineEnd, "Content-Type: ", type, "; charset=utf-8",
                  kLineEnd, "Content-Transfer-Encoding: base64", kLineEnd, kLineEnd,
                  Base64Lines(text));
}

}  // namespace

std::string EncodeHeader(absl::string_view text) {
  const std::string line = OneLine(text);
  if (IsPlain(line)) return line;
  std::string words;
  absl::string_view rest = line;
  while (!rest.empty()) {
    absl::string_view word = text::TruncateUtf8(rest, kWordBytes);
    if (word.empty()) word = rest.substr(0, 1);
    rest.remove_prefix(word.size());
    absl::StrAppend(&words, words.empty() ? "" : "\r\n ", "=?UTF-8?B?", absl::Base64Escape(word),
                    "?=");
  }
  return words;
}

std::string TitleOf(const std::vector<Saying>& sayings) {
  const std::string first = HeadOf(sayings[0]);
  return sayings.size() == 1 ? first : absl::StrCat(first, " +", sayings.size() - 1);
}

std::string MakeMail(const Mail& mail) {
  const absl::string_view domain = absl::string_view(mail.from).substr(mail.from.find('@') + 1);
  const std::string boundary = absl::StrCat("=_guanxi_", mail.id);
  std::string message;
  const auto add = [&](absl::string_view name, absl::string_view value) {
    absl::StrAppend(&message, name, ": ", value, kLineEnd);
  };
  const std::string from = absl::StrCat("<", OneLine(mail.from), ">");
  add("Date", absl::FormatTime("%a, %d %b %Y %H:%M:%S +0000", mail.time, absl::UTCTimeZone()));
  add("From",
      mail.from_name.empty() ? from : absl::StrCat(EncodeHeader(mail.from_name), "\r\n ", from));
  add("To", absl::StrCat("<", OneLine(mail.to), ">"));
  add("Subject", EncodeHeader(TitleOf(mail.sayings)));
  add("Message-ID", absl::StrCat("<", mail.id, "@", OneLine(domain), ">"));
  add("Auto-Submitted", "auto-generated");
  add("MIME-Version", "1.0");
  add("Content-Type", absl::StrCat("multipart/alternative;\r\n boundary=\"", boundary, "\""));
  absl::StrAppend(&message, kLineEnd);
  AppendPart(boundary, "text/plain", PlainText(mail.sayings), &message);
  AppendPart(boundary, "text/html", HtmlText(mail.sayings), &message);
  absl::StrAppend(&message, "--", boundary, "--", kLineEnd);
  return message;
}

}  // namespace guanxi::workflow
