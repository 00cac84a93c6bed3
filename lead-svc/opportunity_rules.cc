#include "lead-svc/opportunity_rules.h"

#include <algorithm>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/resource/resource_name.h"
#include "common/rules/values.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::lead {
namespace {

using google::protobuf::util::TimeUtil;
using v1::Opportunity;
using v1::Stage;

using Stages = std::vector<Stage>;

// What a stage may require, and when it is there.
struct Requirable {
  const char* path;
  bool (*filled)(const Opportunity&);
};
constexpr Requirable kRequirable[] = {
    {"customer", [](const Opportunity& o) { return !o.customer().empty(); }},
    {"amount", [](const Opportunity& o) { return o.has_amount(); }},
    {"close_date", [](const Opportunity& o) { return o.has_close_date(); }},
    {"owner", [](const Opportunity& o) { return !o.owner().empty(); }},
    {"department", [](const Opportunity& o) { return !o.department().empty(); }},
    {"products", [](const Opportunity& o) { return o.products_size() != 0; }},
    {"lines", [](const Opportunity& o) { return o.lines_size() != 0; }},
    {"contacts", [](const Opportunity& o) { return o.contacts_size() != 0; }},
    {"competitors", [](const Opportunity& o) { return o.competitors_size() != 0; }},
};

const Requirable* FindRequirable(absl::string_view path) {
  for (const Requirable& one : kRequirable) {
    if (one.path == path) return &one;
  }
  return nullptr;
}

// Stages of one order stand in that of their names.
bool IsBefore(const Stage& a, const Stage& b) {
  return a.order() != b.order() ? a.order() < b.order() : a.name() < b.name();
}

const Stage* FindStage(const Stages& stages, absl::string_view name) {
  for (const Stage& stage : stages) {
    if (stage.name() == name) return &stage;
  }
  return nullptr;
}

// How an error names a stage.
std::string TitleOf(const Stage& stage) { return absl::StrCat("\"", stage.display_name(), "\""); }

absl::Status NotAmongThem(const Opportunity& opportunity, absl::string_view stage) {
  return absl::InternalError(
      absl::StrCat(opportunity.name(), ": ", stage, " is not among the stages that it goes by"));
}

absl::Status NotAllowed(const Opportunity& opportunity, absl::string_view to) {
  const bool is_open = opportunity.state() == Opportunity::OPEN;
  return FailedPrecondition(
      is_open ? "OPPORTUNITY_NOT_CLOSED" : "OPPORTUNITY_NOT_OPEN", opportunity.name(),
      absl::StrCat("it cannot go from ", Opportunity::State_Name(opportunity.state()), " to ", to));
}

// The table of moves: what each needs the opportunity to be.
absl::Status CheckMove(const Opportunity& opportunity, absl::string_view to) {
  const bool must_be_open = to != "OPEN";
  if ((opportunity.state() == Opportunity::OPEN) != must_be_open) {
    return NotAllowed(opportunity, to);
  }
  if (opportunity.stage_history_size() >= kMaxStays) {
    return FailedPrecondition("TOO_MANY_MOVES", opportunity.name(),
                              absl::StrCat("it has moved ", kMaxStays, " times"));
  }
  return absl::OkStatus();
}

// Writes the present stay into the history. Clocks of replicas differ: none is shorter than 0.
void EndStay(absl::Time now, Opportunity* opportunity) {
  const int64_t since = absl::ToUnixMicros(PresentSince(*opportunity));
  const int64_t length = std::max<int64_t>(0, absl::ToUnixMicros(now) - since);
  v1::StageStay& stay = *opportunity->add_stage_history();
  if (opportunity->state() == Opportunity::OPEN) stay.set_stage(opportunity->stage());
  *stay.mutable_enter_time() = TimeUtil::MicrosecondsToTimestamp(since);
  *stay.mutable_duration() = TimeUtil::MicrosecondsToDuration(length);
}

absl::Status Close(Opportunity::State state, absl::Time now, Opportunity* opportunity) {
  GUANXI_RETURN_IF_ERROR(CheckMove(*opportunity, Opportunity::State_Name(state)));
  EndStay(now, opportunity);
  opportunity->set_state(state);
  *opportunity->mutable_closed_time() =
      TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(PresentSince(*opportunity)));
  return absl::OkStatus();
}

}  // namespace

bool MayBeRequired(absl::string_view path) { return FindRequirable(path) != nullptr; }

void NormalizeOpportunity(Opportunity* opportunity, Violations* violations) {
  rules::NormalizeLine("display_name", opportunity->mutable_display_name(), violations);
  rules::NormalizeLines("tags", opportunity->mutable_tags(), violations);
  rules::NormalizeLines("products", opportunity->mutable_products(), violations);
  rules::NormalizeNote(opportunity->mutable_note());
  if (opportunity->has_amount()) {
    absl::AsciiStrToUpper(opportunity->mutable_amount()->mutable_currency_code());
  }
  if (opportunity->state() == Opportunity::STATE_UNSPECIFIED) {
    opportunity->set_state(Opportunity::OPEN);
  }
  // What is no name is found wrong as a stage, and is no pipeline's.
  const std::string pipeline =
      opportunity->stage().substr(0, opportunity->stage().find("/stages/"));
  const bool is_name = resource::ParseReference("pipelines", pipeline).ok();
  opportunity->set_pipeline(is_name ? pipeline : "");
}

void CheckOpportunity(const Opportunity* old, const Opportunity& next, Violations* violations) {
  if (next.has_amount()) rules::CheckMoney("amount", next.amount(), violations);
  if (next.has_close_date()) rules::CheckWholeDate("close_date", next.close_date(), violations);
  // Every move leaves a stay behind, and nothing else writes those.
  if (old != nullptr && old->stage() != next.stage() &&
      old->stage_history_size() == next.stage_history_size()) {
    violations->Add("stage", "is changed by AdvanceStage");
  }
}

absl::StatusOr<std::string> TargetStage(const Opportunity& opportunity, const Stages& stages,
                                        const std::string& stated) {
  if (stated == opportunity.stage()) return InvalidField("stage", "is the one that it is in");
  if (!stated.empty()) {
    const Stage* const target = FindStage(stages, stated);
    if (target == nullptr || target->has_delete_time()) {
      return InvalidField("stage", "is no stage of the opportunity's pipeline");
    }
    return stated;
  }
  const Stage* const present = FindStage(stages, opportunity.stage());
  if (present == nullptr) return NotAmongThem(opportunity, opportunity.stage());
  const Stage* next = nullptr;
  for (const Stage& stage : stages) {
    if (stage.has_delete_time() || !IsBefore(*present, stage)) continue;
    if (next == nullptr || IsBefore(stage, *next)) next = &stage;
  }
  if (next != nullptr) return next->name();
  return FailedPrecondition("NO_NEXT_STAGE", opportunity.name(),
                            "it is in the last stage of its pipeline");
}

absl::StatusOr<std::vector<const Stage*>> StagesLeft(const Opportunity& opportunity,
                                                     const Stages& stages,
                                                     const std::string& target) {
  const Stage* const present = FindStage(stages, opportunity.stage());
  const Stage* const end = FindStage(stages, target);
  if (present == nullptr) return NotAmongThem(opportunity, opportunity.stage());
  if (end == nullptr && !target.empty()) return NotAmongThem(opportunity, target);
  std::vector<const Stage*> left;
  for (const Stage& stage : stages) {
    const bool passes_over = end != nullptr && !stage.has_delete_time() &&
                             IsBefore(*present, stage) && IsBefore(stage, *end);
    const bool leaves = &stage == present && (end == nullptr || IsBefore(*present, *end));
    if (passes_over || leaves) left.push_back(&stage);
  }
  return left;
}

absl::Status CheckRequired(const Opportunity& opportunity, const Stages& stages,
                           const std::string& target) {
  GUANXI_ASSIGN_OR_RETURN(const std::vector<const Stage*> left,
                          StagesLeft(opportunity, stages, target));
  std::map<std::string, std::string> missing;  // by path, who requires it
  for (const Stage* const stage : left) {
    for (const std::string& path : stage->required_fields()) {
      const Requirable* const field = FindRequirable(path);
      if (field != nullptr && !field->filled(opportunity)) missing.emplace(path, TitleOf(*stage));
    }
  }
  if (missing.empty()) return absl::OkStatus();
  std::vector<std::string> paths, texts;
  for (const auto& [path, title] : missing) {
    paths.push_back(path);
    texts.push_back(absl::StrCat(path, " (required by ", title, ")"));
  }
  return Error(absl::StatusCode::kFailedPrecondition, "FIELDS_MISSING",
               absl::StrCat("to be filled in first: ", absl::StrJoin(texts, ", ")),
               {{"missing", absl::StrJoin(paths, ",")}});
}

absl::Status Enter(const std::string& stage, absl::Time now, Opportunity* opportunity) {
  GUANXI_RETURN_IF_ERROR(CheckMove(*opportunity, "another stage"));
  EndStay(now, opportunity);
  opportunity->set_stage(stage);
  return absl::OkStatus();
}

absl::Status Win(absl::Time now, Opportunity* opportunity) {
  return Close(Opportunity::WON, now, opportunity);
}

absl::Status Lose(const std::string& reason, absl::Time now, Opportunity* opportunity) {
  GUANXI_RETURN_IF_ERROR(Close(Opportunity::LOST, now, opportunity));
  opportunity->set_lost_reason(reason);
  return absl::OkStatus();
}

absl::Status Reopen(absl::Time now, Opportunity* opportunity) {
  GUANXI_RETURN_IF_ERROR(CheckMove(*opportunity, "OPEN"));
  EndStay(now, opportunity);
  opportunity->set_state(Opportunity::OPEN);
  opportunity->clear_closed_time();
  opportunity->clear_lost_reason();
  return absl::OkStatus();
}

absl::Time PresentSince(const Opportunity& opportunity) {
  if (opportunity.stage_history().empty()) {
    return absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(opportunity.create_time()));
  }
  const v1::StageStay& last = *opportunity.stage_history().rbegin();
  return absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(last.enter_time()) +
                              TimeUtil::DurationToMicroseconds(last.duration()));
}

}  // namespace guanxi::lead
