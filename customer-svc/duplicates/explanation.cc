#include "customer-svc/duplicates/explanation.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "common/policy/rights.h"

namespace guanxi::customer {
namespace {

using v1::DuplicateMatch;
using v1::FieldAgreement;

constexpr int32_t kSurely = 1000;

// The fields of Customer that a field of the matcher is made of: down to what holds the values,
// since it is that which masks are of.
std::vector<absl::string_view> SourcesOf(absl::string_view field) {
  if (field == "phones") return {"phones.number"};
  if (field == "emails") return {"emails.address"};
  if (field == "domain") return {"organization.website", "emails.address"};
  if (field == "addresses") return {"addresses.street", "organization.registered_address.street"};
  if (field == "display_name.seat") return {"display_name", "city"};
  if (absl::StartsWith(field, "display_name.")) return {"display_name"};
  return {field};
}

bool IsSeen(const policy::FieldView* view, absl::string_view field) {
  if (view == nullptr || view->is_open()) return true;
  const std::vector<absl::string_view> sources = SourcesOf(field);
  return std::all_of(sources.begin(), sources.end(), [&](absl::string_view path) {
    const policy::FieldAccess access = view->AccessTo(path);
    return access != policy::FieldAccess::kHidden && !policy::IsMasked(access);
  });
}

}  // namespace

int32_t CertaintyOf(double weight) {
  return std::min(static_cast<int32_t>(std::floor(dedupe::ProbabilityOf(weight) * kSurely)),
                  kSurely - 1);
}

int32_t CertaintyOf(const Likeness& likeness) {
  if (likeness.is_branch || likeness.is_company) return 0;
  return likeness.bond == dedupe::Bond::kMust ? kSurely : CertaintyOf(likeness.score.weight);
}

DuplicateMatch Explain(const dedupe::Schema& schema, const Likeness& likeness,
                       const policy::FieldView* view) {
  DuplicateMatch match;
  match.set_relation(likeness.is_company  ? DuplicateMatch::COMPANY_OF_BRANCH
                     : likeness.is_branch ? DuplicateMatch::BRANCH
                                          : DuplicateMatch::SAME);
  match.set_certainty(CertaintyOf(likeness));
  for (size_t field = 0; field < schema.size(); ++field) {
    const dedupe::Level level = likeness.agreements[field].level;
    if (level == dedupe::kUnknown || !IsSeen(view, schema[field].name)) continue;
    FieldAgreement& one = *match.add_fields();
    one.set_field(schema[field].name);
    // kDifferent is 0, DIFFERENT 1, and so on.
    one.set_level(static_cast<FieldAgreement::Level>(static_cast<int>(level) + 1));
    one.set_weight(likeness.score.by_field[field]);
  }
  std::stable_sort(match.mutable_fields()->begin(), match.mutable_fields()->end(),
                   [](const FieldAgreement& a, const FieldAgreement& b) {
                     return std::abs(a.weight()) > std::abs(b.weight());
                   });
  return match;
}

}  // namespace guanxi::customer
