#include "common/text/json_check.h"

#include <nlohmann/json.hpp>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/text/utf8.h"

namespace guanxi::text {
namespace {

using nlohmann::json;

constexpr size_t kShownKeyBytes = 64;

// lower_snake to lowerCamel: as protobuf names the members of a message.
std::string ToCamel(absl::string_view key) {
  std::string camel;
  bool upper = false;
  for (const char c : key) {
    if (c != '_') camel.push_back(upper ? absl::ascii_toupper(static_cast<unsigned char>(c)) : c);
    upper = c == '_';
  }
  return camel;
}

// Follows the parser's events; nothing is built. A false return ends the parse.
class Watch : public nlohmann::json_sax<json> {
 public:
  explicit Watch(const JsonLimits& limits) : limits_(limits) {}

  const absl::Status& status() const { return status_; }

  bool null() override { return Value(); }
  bool boolean(bool) override { return Value(); }
  bool number_integer(number_integer_t) override { return Value(); }
  bool number_unsigned(number_unsigned_t) override { return Value(); }
  bool number_float(number_float_t, const string_t&) override { return Value(); }
  bool string(string_t&) override { return Value(); }
  bool binary(binary_t&) override { return Value(); }
  bool start_object(std::size_t) override { return Open(/*object=*/true); }
  bool start_array(std::size_t) override { return Open(/*object=*/false); }
  bool end_object() override { return Close(); }
  bool end_array() override { return Close(); }

  bool key(string_t& name) override {
    Level& level = levels_.back();
    level.key = std::string(TruncateUtf8(name, kShownKeyBytes));
    if (level.keys.insert(limits_.either_case ? ToCamel(name) : name).second) return true;
    return Fail(absl::StrCat(Path(), ": stands twice"));
  }

  bool parse_error(std::size_t byte, const std::string&, const json::exception&) override {
    return Fail(absl::StrCat("not JSON at byte ", byte));
  }

 private:
  struct Level {
    bool object;
    size_t index = 0;  // Of an array: elements so far.
    std::string key;   // Of an object: the latest one.
    std::unordered_set<std::string> keys;
  };

  bool Value() {
    if (!levels_.empty() && !levels_.back().object) ++levels_.back().index;
    if (++values_ <= limits_.values) return true;
    return Fail(absl::StrCat("has more than ", limits_.values, " values"));
  }

  bool Open(bool object) {
    if (!Value()) return false;
    if (levels_.size() == static_cast<size_t>(limits_.depth)) {
      return Fail(absl::StrCat(Path(), ": is more than ", limits_.depth, " levels deep"));
    }
    levels_.push_back({object, 0, "", {}});
    return true;
  }

  bool Close() {
    levels_.pop_back();
    return true;
  }

  std::string Path() const {
    std::string path;
    for (const Level& level : levels_) {
      if (level.object) {
        absl::StrAppend(&path, path.empty() ? "" : ".", level.key);
      } else {
        absl::StrAppend(&path, "[", level.index == 0 ? 0 : level.index - 1, "]");
      }
    }
    return path;
  }

  bool Fail(std::string message) {
    if (status_.ok()) status_ = absl::InvalidArgumentError(std::move(message));
    return false;
  }

  const JsonLimits limits_;
  std::vector<Level> levels_;
  size_t values_ = 0;
  absl::Status status_;
};

}  // namespace

absl::Status CheckJson(absl::string_view text, const JsonLimits& limits) {
  if (absl::StartsWith(text, "\xEF")) return absl::InvalidArgumentError("not JSON at byte 1");
  Watch watch(limits);
  const bool ok = json::sax_parse(text.begin(), text.end(), &watch);
  if (!ok && watch.status().ok()) return absl::InvalidArgumentError("not JSON");
  return watch.status();
}

}  // namespace guanxi::text
