// Structured log: one JSON object a line on standard error.
//
// Never log message contents or personal data: values are counts, codes, names of methods and
// ids. The reader is a log collector; `event` is a stable dotted name to search for.
#ifndef GUANXI_COMMON_BASE_LOG_H_
#define GUANXI_COMMON_BASE_LOG_H_

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <type_traits>
#include <vector>

#include "absl/strings/string_view.h"

namespace guanxi {

enum class Severity { kDebug, kInfo, kWarning, kError };

// One key and its value, already encoded as JSON.
class LogField {
 public:
  LogField(absl::string_view key, absl::string_view value);
  LogField(absl::string_view key, const char* value) : LogField(key, absl::string_view(value)) {}
  LogField(absl::string_view key, const std::string& value)
      : LogField(key, absl::string_view(value)) {}
  LogField(absl::string_view key, bool value);
  LogField(absl::string_view key, double value);
  template <typename T, std::enable_if_t<std::is_integral_v<T>, int> = 0>
  LogField(absl::string_view key, T value) : LogField(key, std::to_string(value), Raw()) {}

  const std::string& encoded() const { return encoded_; }

 private:
  struct Raw {};
  LogField(absl::string_view key, const std::string& json, Raw);
  std::string encoded_;
};

// Writes one line: {"time": ..., "severity": ..., "event": ..., fields...}. Thread-safe; a line is
// written by one system call, so lines of several threads do not mix.
void Log(Severity severity, absl::string_view event, std::initializer_list<LogField> fields = {});
// The same with a list that was built step by step.
void Log(Severity severity, absl::string_view event, const std::vector<LogField>& fields);

// Sends lines to `sink` instead of standard error, for tests. nullptr restores the default.
// Not to be called while other threads log.
void SetLogSink(std::function<void(absl::string_view line)> sink);

}  // namespace guanxi

#endif  // GUANXI_COMMON_BASE_LOG_H_
