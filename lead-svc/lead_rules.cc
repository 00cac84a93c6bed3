#include "lead-svc/lead_rules.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/rules/party.h"
#include "common/rules/values.h"
#include "common/text/city.h"
#include "common/text/credit_code.h"
#include "common/text/province.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::lead {
namespace {

using v1::Lead;

// The table of moves: where each leads, and from which states.
struct Way {
  LeadMove move;
  Lead::State to;
  std::vector<Lead::State> from;
};
const Way& WayOf(LeadMove move) {
  static const auto& ways = *new std::vector<Way>{
      {LeadMove::kWork, Lead::WORKING, {Lead::NEW}},
      {LeadMove::kQualify, Lead::QUALIFIED, {Lead::NEW, Lead::WORKING}},
      {LeadMove::kDisqualify, Lead::DISQUALIFIED, {Lead::NEW, Lead::WORKING, Lead::QUALIFIED}},
      {LeadMove::kReopen, Lead::WORKING, {Lead::QUALIFIED, Lead::DISQUALIFIED, Lead::CONVERTING}},
      {LeadMove::kBeginConversion, Lead::CONVERTING, {Lead::QUALIFIED}},
      {LeadMove::kConvert, Lead::CONVERTED, {Lead::CONVERTING}},
  };
  return *std::find_if(ways.begin(), ways.end(), [&](const Way& way) { return way.move == move; });
}

void Enter(Lead::State state, absl::Time now, Lead* lead) {
  lead->set_state(state);
  *lead->mutable_state_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(now));
}

void NormalizeAttribution(v1::Attribution* way, Violations* violations) {
  rules::NormalizeLine("attribution.source", way->mutable_source(), violations);
  rules::NormalizeLine("attribution.medium", way->mutable_medium(), violations);
  rules::NormalizeLine("attribution.campaign", way->mutable_campaign(), violations);
  rules::NormalizeLine("attribution.term", way->mutable_term(), violations);
  rules::NormalizeLine("attribution.content", way->mutable_content(), violations);
  rules::NormalizeLine("attribution.state", way->mutable_state(), violations);
  rules::NormalizeLine("attribution.page", way->mutable_page(), violations);
  rules::NormalizeLine("attribution.referrer", way->mutable_referrer(), violations);
}

void NormalizeCreditCode(std::string* code, Violations* violations) {
  if (code->empty()) return;
  auto parsed = text::ParseCreditCode(*code);
  if (parsed.ok()) {
    *code = *std::move(parsed);
  } else {
    violations->Add("credit_code", parsed.status().message());
  }
}

}  // namespace

void NormalizeLead(absl::string_view phone_region, absl::Time now, Lead* lead,
                   Violations* violations) {
  rules::NormalizeLine("display_name", lead->mutable_display_name(), violations);
  rules::NormalizeLine("company", lead->mutable_company(), violations);
  rules::NormalizeLine("job_title", lead->mutable_job_title(), violations);
  rules::NormalizePhones(phone_region, lead->mutable_phones(), violations);
  rules::NormalizeEmails(lead->mutable_emails(), violations);
  NormalizeCreditCode(lead->mutable_credit_code(), violations);
  rules::NormalizeLine("industry", lead->mutable_industry(), violations);
  rules::NormalizeLine("region", lead->mutable_region(), violations);
  lead->set_region(text::ShortProvince(lead->region()));
  rules::NormalizeLine("city", lead->mutable_city(), violations);
  lead->set_city(text::ShortCity(lead->city()));
  rules::NormalizeLines("tags", lead->mutable_tags(), violations);
  rules::NormalizeNote(lead->mutable_note());
  if (lead->has_attribution()) NormalizeAttribution(lead->mutable_attribution(), violations);
  if (lead->state() == Lead::STATE_UNSPECIFIED) Enter(Lead::NEW, now, lead);
}

namespace {

std::pair<int, int> MonthOf(const v1::LeadSource::MonthlyCost& cost) {
  return {cost.year(), cost.month()};
}

}  // namespace

void NormalizeLeadSource(v1::LeadSource* source, Violations* violations) {
  rules::NormalizeLine("display_name", source->mutable_display_name(), violations);
  rules::NormalizeNote(source->mutable_description());
  auto* const costs = source->mutable_costs();
  std::stable_sort(costs->begin(), costs->end(),
                   [](const auto& a, const auto& b) { return MonthOf(a) < MonthOf(b); });
}

void CheckLeadSource(const v1::LeadSource& next, Violations* violations) {
  std::set<std::pair<int, int>> months;
  for (int i = 0; i < next.costs_size(); ++i) {
    const auto& cost = next.costs(i);
    const std::string path = absl::StrCat("costs[", i, "]");
    if (cost.year() < 1900 || cost.year() > 9999) {
      violations->Add(path + ".year", "want 1900 to 9999");
    }
    if (cost.month() < 1 || cost.month() > 12) violations->Add(path + ".month", "want 1 to 12");
    if (!months.insert(MonthOf(cost)).second) violations->Add(path + ".month", "stands twice");
    if (cost.has_amount()) {
      rules::CheckMoney(path + ".amount", cost.amount(), violations);
    } else {
      violations->Add(path + ".amount", "is required");
    }
  }
}

absl::Status MoveLead(LeadMove move, const std::string& reason, absl::Time now, Lead* lead) {
  const Way& way = WayOf(move);
  if (std::find(way.from.begin(), way.from.end(), lead->state()) == way.from.end()) {
    return FailedPrecondition("LEAD_MOVE_NOT_ALLOWED", lead->name(),
                              absl::StrCat("it cannot go from ", Lead::State_Name(lead->state()),
                                           " to ", Lead::State_Name(way.to)));
  }
  Enter(way.to, now, lead);
  lead->set_state_reason(reason);
  return absl::OkStatus();
}

}  // namespace guanxi::lead
