#include "common/base/log.h"

#include <unistd.h>

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

void AppendJsonString(absl::string_view text, std::string* out) {
  out->push_back('"');
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out->push_back('\\');
      out->push_back(c);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      absl::StrAppendFormat(out, "\\u%04x", static_cast<unsigned char>(c));
    } else {
      out->push_back(c);
    }
  }
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
