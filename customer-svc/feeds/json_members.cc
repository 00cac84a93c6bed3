#include "customer-svc/feeds/json_members.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/errors/errors.h"
#include "common/outgoing/url.h"
#include "common/rules/values.h"
#include "common/text/fold.h"
#include "common/text/money.h"
#include "common/text/utf8.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::customer {
namespace {

using google::protobuf::util::TimeUtil;
using nlohmann::json;

constexpr size_t kMostUrl = 1024, kMostTime = 64;

}  // namespace

std::string LineIn(const json& from, const char* key, size_t most) {
  const auto at = from.find(key);
  if (at == from.end() || !at->is_string()) return "";
  const auto line = text::NormalizeText(at->get_ref<const std::string&>());
  if (!line.ok()) return "";
  std::string cut(text::TruncateUtf8(*line, most));
  absl::StripAsciiWhitespace(&cut);
  return cut;
}

std::string IdIn(const json& from, const char* key, size_t most) {
  // With room for a whole character more: what was cut is longer than `most`.
  const std::string id = LineIn(from, key, most + 4);
  return id.size() > most ? "" : id;
}

std::string NoteIn(const json& from, const char* key, size_t most) {
  const auto at = from.find(key);
  if (at == from.end() || !at->is_string()) return "";
  std::string note = at->get<std::string>();
  note.erase(std::remove(note.begin(), note.end(), '\0'), note.end());
  std::string cut(text::TruncateUtf8(note, most));
  rules::NormalizeNote(&cut);
  return cut;
}

std::string UrlIn(const json& from, const char* key) {
  const auto at = from.find(key);
  if (at == from.end() || !at->is_string()) return "";
  const auto& url = at->get_ref<const std::string&>();
  return url.size() <= kMostUrl && outgoing::HostOfUrl(url).ok() ? url : "";
}

bool MoneyIn(const json& from, const char* key, google::type::Money* money) {
  const auto at = from.find(key);
  if (at == from.end()) return false;
  std::string text;
  if (at->is_string()) text = at->get<std::string>();
  if (at->is_object()) {
    const auto amount = at->find("amount");
    if (amount == at->end()) return false;
    text = absl::StrCat(amount->is_string() ? amount->get<std::string>() : amount->dump(), " ",
                        IdIn(*at, "currency", 3));
  }
  const auto parsed = text::ParseMoney(text, "CN");
  if (!parsed.ok()) return false;
  google::type::Money read;
  read.set_currency_code(parsed->currency);
  read.set_units(parsed->units);
  read.set_nanos(parsed->nanos);
  Violations violations;
  rules::CheckMoney("amount", read, &violations);
  if (!violations.ToStatus().ok()) return false;
  *money = std::move(read);
  return true;
}

google::protobuf::Timestamp TimeIn(const json& from, const char* key, absl::Time now) {
  absl::Time time = now;
  const std::string text = LineIn(from, key, kMostTime);
  absl::CivilDay day;
  if (absl::ParseCivilTime(text, &day)) {
    time = absl::FromCivil(day, absl::UTCTimeZone());
  } else if (!absl::ParseTime(absl::RFC3339_full, text, &time, /*err=*/nullptr)) {
    time = now;
  }
  const absl::Time first = absl::FromCivil(absl::CivilDay(1900, 1, 1), absl::UTCTimeZone());
  if (time > now || time < first) time = now;
  return TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(time));
}

}  // namespace guanxi::customer
