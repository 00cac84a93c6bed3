#include "customer-svc/feeds/feed_json.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/rules/values.h"
#include "common/text/credit_code.h"
#include "common/text/date.h"
#include "common/text/json_check.h"
#include "customer-svc/feeds/json_members.h"
#include "nlohmann/json.hpp"

namespace guanxi::customer {
namespace {

using nlohmann::json;
using v1::Finding;
using v1::RegistryProfile;

constexpr size_t kMostTitle = 512, kMostSummary = 4096, kMostScope = 8192;
constexpr size_t kMostName = 256, kMostPerson = 128, kMostId = 128, kMostRole = 32;
constexpr int kMostHolders = 100, kWhole = 10'000;

absl::StatusOr<json> Parse(absl::string_view text) {
  text::JsonLimits limits;
  limits.depth = 8;
  limits.values = 5000;
  GUANXI_RETURN_IF_ERROR(text::CheckJson(text, limits));
  json parsed = json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
  if (!parsed.is_object()) return absl::InvalidArgumentError("want an object");
  return parsed;
}

RegistryProfile::State StateOf(const std::string& words) {
  const struct {
    const char* word;
    RegistryProfile::State state;
  } kStates[] = {
      {"异常", RegistryProfile::ABNORMAL},       {"ABNORMAL", RegistryProfile::ABNORMAL},
      {"吊销", RegistryProfile::REVOKED},        {"REVOKED", RegistryProfile::REVOKED},
      {"注销", RegistryProfile::DEREGISTERED},   {"DEREGISTERED", RegistryProfile::DEREGISTERED},
      {"清算", RegistryProfile::LIQUIDATION},    {"LIQUIDATION", RegistryProfile::LIQUIDATION},
      {"停业", RegistryProfile::SUSPENDED},      {"歇业", RegistryProfile::SUSPENDED},
      {"SUSPENDED", RegistryProfile::SUSPENDED}, {"存续", RegistryProfile::IN_BUSINESS},
      {"在业", RegistryProfile::IN_BUSINESS},    {"在营", RegistryProfile::IN_BUSINESS},
      {"开业", RegistryProfile::IN_BUSINESS},    {"IN_BUSINESS", RegistryProfile::IN_BUSINESS}};
  for (const auto& one : kStates) {
    if (absl::StrContains(words, one.word)) return one.state;
  }
  return RegistryProfile::STATE_UNSPECIFIED;
}

// `51`, `"51.5"` or `"51.5%"`, in hundredths of a percent; -1: none of these.
int ShareIn(const json& holder) {
  const auto at = holder.find("percent");
  if (at == holder.end()) return -1;
  double percent = -1;
  if (at->is_number()) percent = at->get<double>();
  if (at->is_string()) {
    std::string text = at->get<std::string>();
    if (absl::EndsWith(text, "%")) text.pop_back();
    if (!absl::SimpleAtod(text, &percent)) return -1;
  }
  if (!(percent >= 0 && percent <= 100)) return -1;
  return static_cast<int>(std::lround(percent * kWhole / 100));
}

void ReadHolders(const json& company, RegistryProfile* profile) {
  const auto all = company.find("shareholders");
  if (all == company.end() || !all->is_array()) return;
  std::vector<v1::Shareholder> holders;
  for (const json& one : *all) {
    v1::Shareholder holder;
    if (!one.is_object()) continue;
    holder.set_display_name(LineIn(one, "name", kMostName));
    holder.set_share_basis_points(std::max(0, ShareIn(one)));
    if (!holder.display_name().empty()) holders.push_back(std::move(holder));
  }
  std::stable_sort(holders.begin(), holders.end(),
                   [](const v1::Shareholder& a, const v1::Shareholder& b) {
                     return a.share_basis_points() > b.share_basis_points();
                   });
  if (holders.size() > size_t{kMostHolders}) holders.resize(kMostHolders);
  for (v1::Shareholder& holder : holders) *profile->add_shareholders() = std::move(holder);
}

absl::Status ReadItem(const json& item, const FeedQuestion& question, Finding* finding) {
  if (!item.is_object()) return absl::InvalidArgumentError("want objects as items");
  finding->set_kind(question.kind);
  finding->set_external_id(IdIn(item, "id", kMostId));
  finding->set_title(LineIn(item, "title", kMostTitle));
  if (finding->external_id().empty()) return absl::InvalidArgumentError("an item has no id");
  if (finding->title().empty()) return absl::InvalidArgumentError("an item has no title");
  finding->set_summary(NoteIn(item, "summary", kMostSummary));
  finding->set_url(UrlIn(item, "url"));
  *finding->mutable_occur_time() = TimeIn(item, "time", question.now);
  google::type::Money amount;
  if (MoneyIn(item, "amount", &amount)) *finding->mutable_amount() = amount;
  finding->set_role(absl::AsciiStrToUpper(IdIn(item, "role", kMostRole)));
  const auto sentiment = item.find("sentiment");
  if (sentiment != item.end() && sentiment->is_number()) {
    finding->set_sentiment(
        static_cast<int32_t>(std::lround(std::clamp(sentiment->get<double>(), -100.0, 100.0))));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<FeedPage> ReadRegistry(absl::string_view json_text, const FeedQuestion& question) {
  GUANXI_ASSIGN_OR_RETURN(const json company, Parse(json_text));
  Finding finding;
  finding.set_kind(question.kind);
  RegistryProfile* const profile = finding.mutable_registry();
  profile->set_display_name(LineIn(company, "name", kMostName));
  if (profile->display_name().empty()) return absl::InvalidArgumentError("it has no name");
  const auto code = text::ParseCreditCode(IdIn(company, "creditCode", kMostId));
  if (!code.ok() || *code != question.credit_code) {
    return absl::InvalidArgumentError("it is another company");
  }
  profile->set_credit_code(*code);
  profile->set_state(StateOf(absl::AsciiStrToUpper(LineIn(company, "status", kMostName))));
  profile->set_legal_representative(LineIn(company, "legalRepresentative", kMostPerson));
  google::type::Money capital;
  if (MoneyIn(company, "registeredCapital", &capital)) {
    *profile->mutable_registered_capital() = capital;
  }
  profile->set_business_scope(NoteIn(company, "businessScope", kMostScope));
  const auto date = text::ParseDate(LineIn(company, "establishDate", kMostId));
  if (date.ok()) {
    google::type::Date established;
    established.set_year(date->year);
    established.set_month(date->month);
    established.set_day(date->day);
    Violations violations;
    rules::CheckWholeDate("date", established, &violations);
    if (violations.ToStatus().ok()) *profile->mutable_establish_date() = established;
  }
  ReadHolders(company, profile);
  finding.set_title(profile->display_name());
  finding.set_url(UrlIn(company, "url"));
  *finding.mutable_occur_time() = TimeIn(company, "asOf", question.now);
  FeedPage page;
  page.findings.push_back(std::move(finding));
  return page;
}

absl::StatusOr<FeedPage> ReadItems(absl::string_view json_text, const FeedQuestion& question) {
  GUANXI_ASSIGN_OR_RETURN(const json answer, Parse(json_text));
  const auto items = answer.find("items");
  if (items == answer.end() || !items->is_array()) {
    return absl::InvalidArgumentError("want an array of items");
  }
  if (items->size() > size_t{kMostItems}) return absl::InvalidArgumentError("too many items");
  FeedPage page;
  for (const json& item : *items) {
    Finding finding;
    GUANXI_RETURN_IF_ERROR(ReadItem(item, question, &finding));
    page.findings.push_back(std::move(finding));
  }
  const auto more = answer.find("hasMore");
  page.has_more = more != answer.end() && more->is_boolean() && more->get<bool>();
  const auto cursor = answer.find("nextCursor");
  const bool has_cursor = cursor != answer.end() && cursor->is_string();
  page.cursor = has_cursor ? cursor->get<std::string>() : question.cursor;
  if (page.cursor.size() > kMostCursorBytes) return absl::InvalidArgumentError("a long cursor");
  if (page.has_more && page.cursor == question.cursor) {
    return absl::InvalidArgumentError("there is more, and nowhere to go on");
  }
  return page;
}

}  // namespace guanxi::customer
