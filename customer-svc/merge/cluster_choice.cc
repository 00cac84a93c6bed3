#include "customer-svc/merge/cluster_choice.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "customer-svc/leaf.h"
#include "customer-svc/merge/survivorship.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::customer {
namespace {

using google::protobuf::util::TimeUtil;
using v1::Customer;
using Request = v1::MergeDuplicateClustersRequest;

constexpr int kMaxClusters = 1000;
constexpr int kMaxRules = 200;
constexpr size_t kMaxReasonBytes = 512;

int64_t MicrosOf(const google::protobuf::Timestamp& time) {
  return TimeUtil::TimestampToMicroseconds(time);
}

auto SetFields(const Customer& customer) {
  const std::vector<Leaf>& all = Leaf::All();
  return std::count_if(all.begin(), all.end(),
                       [&](const Leaf& leaf) { return leaf.IsSet(customer); });
}

bool GoesBefore(Request::Choice by, const Customer& a, const Customer& b) {
  switch (by) {
    case Request::CHANGED_LAST:
      return MicrosOf(a.update_time()) > MicrosOf(b.update_time());
    case Request::SPOKEN_TO_LAST:
      return MicrosOf(a.last_interaction_time()) > MicrosOf(b.last_interaction_time());
    case Request::MOST_COMPLETE:
      return SetFields(a) > SetFields(b);
    default:
      return MicrosOf(a.create_time()) < MicrosOf(b.create_time());
  }
}

const Customer* Best(Request::Choice by, absl::Span<const Customer* const> customers) {
  return *std::min_element(
      customers.begin(), customers.end(),
      [by](const Customer* a, const Customer* b) { return GoesBefore(by, *a, *b); });
}

const Customer* KeptOwner(const Request& request, const Customer* survivor,
                          absl::Span<const Customer* const> customers) {
  if (request.keep_owner_of() == Request::THE_SURVIVOR) return survivor;
  std::vector<const Customer*> owned;
  std::copy_if(customers.begin(), customers.end(), std::back_inserter(owned),
               [](const Customer* one) { return !one->owner().empty(); });
  return Best(request.keep_owner_of(), owned.empty() ? customers : owned);
}

void CheckChoice(const char* path, Request::Choice choice, Violations* violations) {
  if (choice == Request::CHOICE_UNSPECIFIED || !Request::Choice_IsValid(choice)) {
    violations->Add(path, "is required");
  }
}

void CheckWhich(const Request& request, Violations* violations) {
  if (request.scan().empty() == (request.duplicate_clusters_size() == 0)) {
    violations->Add("scan", "must be stated, or `duplicate_clusters`, and not both");
  }
  if (request.duplicate_clusters_size() > kMaxClusters) {
    violations->Add("duplicate_clusters", absl::StrCat("must be at most ", kMaxClusters));
  }
  std::set<std::string> known;
  for (int i = 0; i < request.duplicate_clusters_size(); ++i) {
    if (known.insert(request.duplicate_clusters(i)).second) continue;
    violations->Add(absl::StrCat("duplicate_clusters[", i, "]"), "stands twice");
  }
  const int least = request.min_certainty();
  if (least != 0 && (request.scan().empty() || least < 500 || least > 1000)) {
    violations->Add("min_certainty", "is of `scan`, and must be 500 to 1,000");
  }
}

}  // namespace

absl::Status CheckMergeClusters(const Request& request) {
  Violations violations;
  CheckWhich(request, &violations);
  CheckChoice("survivor", request.survivor(), &violations);
  if (request.survivor() == Request::THE_SURVIVOR) {
    violations.Add("survivor", "THE_SURVIVOR is for `keep_owner_of`");
  }
  CheckChoice("keep_owner_of", request.keep_owner_of(), &violations);
  if (request.rules_size() > kMaxRules) {
    violations.Add("rules", absl::StrCat("must be at most ", kMaxRules));
  }
  for (int i = 0; i < request.rules_size(); ++i) {
    if (request.rules(i).rule() == v1::CHOSEN) {
      violations.Add(absl::StrCat("rules[", i, "].rule"), "CHOSEN names one record");
    }
  }
  // What names a record is refused above.
  if (violations.empty()) CheckRules(request.rules(), {}, &violations);
  if (request.reason().size() > kMaxReasonBytes) violations.Add("reason", "is too long");
  return violations.ToStatus();
}

v1::MergeCustomersRequest ChooseMerge(const Request& request,
                                      absl::Span<const Customer* const> customers) {
  const Customer* const survivor = Best(request.survivor(), customers);
  std::vector<const Customer*> group = {survivor};
  for (const Customer* one : customers) {
    if (one != survivor && group.size() <= kMaxMerged) group.push_back(one);
  }
  v1::MergeCustomersRequest merge;
  merge.set_survivor(survivor->name());
  for (size_t i = 1; i < group.size(); ++i) merge.add_merged(group[i]->name());
  merge.set_keep_owner_of(KeptOwner(request, survivor, group)->name());
  *merge.mutable_rules() = request.rules();
  merge.set_reason(request.reason());
  return merge;
}

}  // namespace guanxi::customer
