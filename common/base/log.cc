#include "common/base/log.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace guanxi {
namespace {

std::function<void(absl::string_view)>& Sink() {
  static auto* const sink = new std::function<void(absl::string_view)>;
  return *sink;
}

// Values come from peers and libraries: none may make a line that no reader takes.
constexpr size_t kMaxText = 1024;

// The length of the UTF-8 character that `text` begins with; 0 if it is none (RFC 3629).
size_t CharacterLength(absl::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  const size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (length == 1) return 1;
  if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
  }
  const bool overlong = (first == 0xe0 && byte(1) < 0xa0) || (first == 0xf0 && byte(1) < 0x90);
  const bool surrogate = first == 0xed && byte(1) > 0x9f;
  const bool beyond = first == 0xf4 && byte(1) > 0x8f;
  return overlong || surrogate || beyond ? 0 : length;
}

void AppendJsonString(absl::string_view text, std::string* out) {
  const bool cut = text.size() > kMaxText;
  text = text.substr(0, kMaxText);
  out->push_back('"');
  while (!text.empty()) {
    const unsigned char c = text[0];
    const size_t length = CharacterLength(text);
    if (length == 0) {
      *out += "\\ufffd";
    } else if (c == '"' || c == '\\') {
      out->push_back('\\');
      out->push_back(c);
    } else if (c < 0x20 || c == 0x7f) {
      absl::StrAppendFormat(out, "\\u%04x", c);
    } else {
      out->append(text.data(), length);
    }
    text.remove_prefix(std::max<size_t>(length, 1));
  }
  if (cut) *out += "\\u2026";
  out->push_back('"');
}

absl::string_view Name(Severity severity) {
  switch (severity) {
    case Severity::kDebug:
      return "DEBUG";
    case Severity::kInfo:
      return "INFO";
    case Severity::kWarning:
      return "WARNING";
    case Severity::kError:
      return "ERROR";
  }
  return "INFO";
}

template <typename Fields>
void Write(Severity severity, absl::string_view event, const Fields& fields) {
  std::string line = absl::StrCat(
      "{\"time\":\"", absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", absl::Now(), absl::UTCTimeZone()),
      "\",\"severity\":\"", Name(severity), "\",\"event\":");
  AppendJsonString(event, &line);
  for (const LogField& field : fields) absl::StrAppend(&line, ",", field.encoded());
  line += "}\n";
  if (Sink()) {
    Sink()(line);
  } else if (write(STDERR_FILENO, line.data(), line.size()) < 0) {
    // Nowhere left to report it.
  }
}

}  // namespace

LogField::LogField(absl::string_view key, absl::string_view value) {
  AppendJsonString(key, &encoded_);
  encoded_.push_back(':');
  AppendJsonString(value, &encoded_);
}

LogField::LogField(absl::string_view key, const std::string& json, Raw) {
  AppendJsonString(key, &encoded_);
  absl::StrAppend(&encoded_, ":", json);
}

LogField::LogField(absl::string_view key, bool value)
    : LogField(key, std::string(value ? "true" : "false"), Raw()) {}

LogField::LogField(absl::string_view key, double value)
    : LogField(key, std::isfinite(value) ? absl::StrFormat("%.6g", value) : std::string("null"),
               Raw()) {}

void Log(Severity severity, absl::string_view event, std::initializer_list<LogField> fields) {
  Write(severity, event, fields);
}

void Log(Severity severity, absl::string_view event, const std::vector<LogField>& fields) {
  Write(severity, event, fields);
}

void SetLogSink(std::function<void(absl::string_view line)> sink) { Sink() = std::move(sink); }

}  // namespace guanxi
