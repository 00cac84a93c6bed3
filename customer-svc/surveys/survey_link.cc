#include "customer-svc/surveys/survey_link.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "common/crypto/marked_text.h"

namespace guanxi::customer {
namespace {

constexpr char kWhat[] = "customer.survey_link";
constexpr char kTicket = 't';
constexpr char kCustomer = 'c';
constexpr size_t kId = Uuid::kSize;
constexpr size_t kTimeBytes = 8;
constexpr size_t kBytes = 3 * kId + 1 + kTimeBytes;

std::string SecondsOf(absl::Time time) {
  const auto seconds = static_cast<uint64_t>(absl::ToUnixSeconds(time));
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) {
    bytes += static_cast<char>((seconds >> shift) & 0xff);
  }
  return bytes;
}

absl::Time TimeOf(absl::string_view bytes) {
  uint64_t seconds = 0;
  for (const char c : bytes) seconds = (seconds << 8) | static_cast<uint8_t>(c);
  return absl::FromUnixSeconds(static_cast<int64_t>(seconds));
}

char KindOf(const SurveyLink& link) { return link.about_ticket ? kTicket : kCustomer; }

}  // namespace

Uuid SurveyLink::response() const {
  return DeriveUuid(
      "survey_response",
      absl::StrCat(survey.ToString(), " ", std::string(1, KindOf(*this)), " ", subject.ToString()));
}

std::string MakeSurveyKey(absl::string_view secret, const SurveyLink& link) {
  return crypto::MarkedText(
      secret, kWhat, "",
      absl::StrCat(link.tenant.bytes(), link.survey.bytes(), std::string(1, KindOf(link)),
                   link.subject.bytes(), SecondsOf(link.expire_time)));
}

std::optional<SurveyLink> ReadSurveyKey(absl::string_view secret, absl::string_view key) {
  const auto bytes = crypto::UnmarkedText(secret, kWhat, "", key, kBytes);
  if (!bytes.has_value()) return std::nullopt;
  const absl::string_view all = *bytes;
  SurveyLink link;
  link.tenant = *Uuid::FromBytes(all.substr(0, kId));
  link.survey = *Uuid::FromBytes(all.substr(kId, kId));
  link.about_ticket = all[2 * kId] == kTicket;
  link.subject = *Uuid::FromBytes(all.substr(2 * kId + 1, kId));
  link.expire_time = TimeOf(all.substr(3 * kId + 1));
  return link;
}

}  // namespace guanxi::customer
