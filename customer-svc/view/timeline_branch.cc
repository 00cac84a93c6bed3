#include "customer-svc/view/timeline_branch.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "common/errors/errors.h"

namespace guanxi::customer {

TimePlace TimePlace::Start() {
  TimePlace place;
  place.time = absl::FromCivil(absl::CivilDay(9999, 12, 31), absl::UTCTimeZone());
  place.id.data.fill(0xff);
  return place;
}

std::string TimePlace::ToText() const {
  return absl::StrCat(absl::ToUnixMicros(time), "/", id.ToString());
}

std::optional<TimePlace> TimePlace::FromText(absl::string_view text) {
  if (text.empty()) return Start();
  const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(text, '/');
  int64_t micros = 0;
  const absl::StatusOr<Uuid> id = Uuid::Parse(parts.second);
  if (!absl::SimpleAtoi(parts.first, &micros) || !id.ok()) return std::nullopt;
  return TimePlace{absl::FromUnixMicros(micros), *id};
}

absl::Status WrongPlace() {
  return InvalidField("page_token", "is of another query", "INVALID_PAGE_TOKEN");
}

}  // namespace guanxi::customer
