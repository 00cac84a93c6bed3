#include "lead-svc/stage_rules.h"

#include "absl/strings/str_cat.h"
#include "common/rules/values.h"
#include "lead-svc/opportunity_rules.h"
#include "lead-svc/stage_actions.h"

namespace guanxi::lead {
namespace {

constexpr int kMaxOrder = 1000;
constexpr int kMaxProbability = 100;
constexpr int64_t kMaxStaySeconds = int64_t{3650} * 24 * 60 * 60;

}  // namespace

void NormalizePipeline(v1::Pipeline* pipeline, Violations* violations) {
  rules::NormalizeLine("display_name", pipeline->mutable_display_name(), violations);
  rules::NormalizeNote(pipeline->mutable_description());
}

void NormalizeStage(v1::Stage* stage, Violations* violations) {
  rules::NormalizeLine("display_name", stage->mutable_display_name(), violations);
  rules::NormalizeLines("required_fields", stage->mutable_required_fields(), violations);
  rules::NormalizeNote(stage->mutable_description());
  NormalizeActions(stage->mutable_actions(), violations);
}

void CheckStage(const v1::Stage& next, Violations* violations) {
  if (next.order() < 0 || next.order() > kMaxOrder) {  // 0 is not filled in, by its option
    violations->Add("order", absl::StrCat("want 1 to ", kMaxOrder));
  }
  if (next.probability() < 0 || next.probability() > kMaxProbability) {
    violations->Add("probability", absl::StrCat("want 0 to ", kMaxProbability, " percent"));
  }
  if (next.has_longest_stay()) {
    const auto& stay = next.longest_stay();
    const bool fits = stay.seconds() >= 1 && stay.seconds() <= kMaxStaySeconds && stay.nanos() == 0;
    if (!fits) violations->Add("longest_stay", "want whole seconds, 1 s to 3,650 days");
  }
  for (int i = 0; i < next.required_fields_size(); ++i) {
    if (MayBeRequired(next.required_fields(i))) continue;
    violations->Add(absl::StrCat("required_fields[", i, "]"),
                    "is no field of Opportunity that a stage may require");
  }
}

}  // namespace guanxi::lead
