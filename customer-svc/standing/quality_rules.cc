#include "customer-svc/standing/quality_rules.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "customer-svc/standing/field_path.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::customer {
namespace {

using google::protobuf::util::TimeUtil;
using v1::Customer;
using v1::QualityPolicy;

constexpr int kMaxNeeds = 30;
constexpr int kMaxWeight = 100;
constexpr int kMaxAgeDays = 3650;
constexpr int kMaxRank = 1000;
// Of Customer.missing_fields and stale_fields.
constexpr size_t kMaxListed = 1024;

int WeightOf(const QualityPolicy::Need& need) { return std::max(need.weight(), 1); }

void CheckNeed(const QualityPolicy::Need& need, const std::string& path, Violations* violations) {
  const std::string fault = FaultOfField(need.field());
  if (!fault.empty()) violations->Add(path + ".field", fault);
  if (need.weight() < 0 || need.weight() > kMaxWeight) {
    violations->Add(path + ".weight", absl::StrCat("want 0 to ", kMaxWeight));
  }
  if (need.max_age_days() < 0 || need.max_age_days() > kMaxAgeDays) {
    violations->Add(path + ".max_age_days", absl::StrCat("want 0 to ", kMaxAgeDays));
  }
}

// As many of the first as the text holds.
std::string Listed(const std::vector<std::string>& paths) {
  std::string text;
  for (const std::string& path : paths) {
    if (text.size() + path.size() + 1 > kMaxListed) break;
    absl::StrAppend(&text, text.empty() ? "" : ",", path);
  }
  return text;
}

}  // namespace

std::string FaultOfField(absl::string_view path) {
  return FieldPath::Parse(path).has_value() ? "" : "names no field of customers that people write";
}

void CheckQualityPolicy(const QualityPolicy& next, Violations* violations) {
  std::set<int> grades;
  for (int i = 0; i < next.grades_size(); ++i) {
    const std::string path = absl::StrCat("grades[", i, "]");
    if (!Customer::Grade_IsValid(next.grades(i))) violations->Add(path, "is no grade");
    if (!grades.insert(next.grades(i)).second) violations->Add(path, "stands twice");
  }
  if (next.needs().empty() || next.needs_size() > kMaxNeeds) {
    violations->Add("needs", absl::StrCat("want 1 to ", kMaxNeeds));
  }
  std::set<std::string> fields;
  for (int i = 0; i < next.needs_size(); ++i) {
    const std::string path = absl::StrCat("needs[", i, "]");
    CheckNeed(next.needs(i), path, violations);
    if (!fields.insert(next.needs(i).field()).second) {
      violations->Add(path + ".field", "stands twice");
    }
  }
  if (next.rank() < 0 || next.rank() > kMaxRank) {
    violations->Add("rank", absl::StrCat("want 0 to ", kMaxRank));
  }
}

const QualityPolicy* PolicyFor(const std::vector<QualityPolicy>& policies,
                               const Customer& customer) {
  for (const QualityPolicy& policy : policies) {
    if (policy.customer_type() != customer.type()) continue;
    const auto& grades = policy.grades();
    if (grades.empty() ||
        std::find(grades.begin(), grades.end(), customer.grade()) != grades.end()) {
      return &policy;
    }
  }
  return nullptr;
}

std::vector<std::string> FieldsOf(const std::vector<QualityPolicy>& policies, size_t most) {
  std::vector<std::string> fields;
  for (const QualityPolicy& policy : policies) {
    for (const QualityPolicy::Need& need : policy.needs()) {
      const bool is_new = std::find(fields.begin(), fields.end(), need.field()) == fields.end();
      if (is_new && fields.size() < most) fields.push_back(need.field());
    }
  }
  return fields;
}

bool HasValue(const Customer& customer, absl::string_view path) {
  const auto field = FieldPath::Parse(path);
  return field.has_value() && field->HasValue(customer);
}

bool HoldSame(const Customer& a, const Customer& b, absl::string_view path) {
  const auto field = FieldPath::Parse(path);
  return !field.has_value() || field->TextOf(a) == field->TextOf(b);
}

Quality Judge(const QualityPolicy& policy, const Customer& customer, const ValueTimes& times,
              absl::Time now) {
  const absl::Time made =
      absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(customer.create_time()));
  int all = 0, has = 0;
  std::vector<std::string> missing, stale;
  Quality quality;
  for (const QualityPolicy::Need& need : policy.needs()) {
    all += WeightOf(need);
    if (!HasValue(customer, need.field())) {
      missing.push_back(need.field());
      continue;
    }
    has += WeightOf(need);
    if (need.max_age_days() == 0) continue;
    const auto known = times.find(need.field());
    const absl::Time as_of = known == times.end() ? made : known->second;
    const absl::Time end = as_of + absl::Hours(24 * need.max_age_days());
    if (end <= now) {
      stale.push_back(need.field());
    } else {
      quality.next = std::min(quality.next.value_or(end), end);
    }
  }
  quality.completeness = all == 0 ? 100 : 100 * has / all;
  quality.missing = Listed(missing);
  quality.stale = Listed(stale);
  return quality;
}

bool Shows(const Customer& customer, const Quality* quality) {
  if (quality == nullptr) return !customer.has_completeness();
  return customer.has_completeness() && customer.completeness() == quality->completeness &&
         customer.missing_fields() == quality->missing && customer.stale_fields() == quality->stale;
}

void ShowQuality(const Quality* quality, Customer* customer) {
  customer->clear_completeness();
  customer->clear_missing_fields();
  customer->clear_stale_fields();
  if (quality == nullptr) return;
  customer->set_completeness(quality->completeness);
  customer->set_missing_fields(quality->missing);
  customer->set_stale_fields(quality->stale);
}

}  // namespace guanxi::customer
