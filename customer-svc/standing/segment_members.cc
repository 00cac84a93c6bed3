#include "customer-svc/standing/segment_members.h"

#include <algorithm>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "guanxi/customer/v1/segment.pb.h"

namespace guanxi::customer {
namespace {

using resource::ResourceName;
using resource::Stored;
using v1::Segment;
using v1::SegmentMembership;

// By up to `count` customers. Live or not, so that the index of customers is read.
db::Query SelectOf(size_t count) {
  return {absl::StrCat("segment_membership.of_customers_", count),
          absl::StrCat("SELECT parent_id, segment_id, id, live FROM segment_memberships "
                       "FORCE INDEX (idx_parent_id_create_time) WHERE "
                       "tenant_id = ? AND live IN (0, 1) AND parent_id IN (",
                       absl::StrJoin(std::vector<std::string>(count, "?"), ", "), ") ORDER BY id")};
}

constexpr size_t kCounts[] = {1, 8, 50, SegmentMembers::kMaxCustomers};

ResourceName NameOf(const Uuid& customer, const Uuid& id) { return ResourceName{customer, id}; }

}  // namespace

absl::Status SegmentMembers::Read(absl::Span<const Uuid> customers) {
  for (size_t begin = 0; begin < customers.size(); begin += kMaxCustomers) {
    const auto some = customers.subspan(begin, kMaxCustomers);
    const size_t count = *std::find_if(std::begin(kCounts), std::end(kCounts),
                                       [&](size_t one) { return one >= some.size(); });
    std::vector<db::Value> values = {work_->principal().tenant.bytes()};
    for (size_t i = 0; i < count; ++i) values.push_back(some[std::min(i, some.size() - 1)].bytes());
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, work_->tx().Select(SelectOf(count), values));
    for (const db::Row row : rows) {
      if (row.IsNull(1)) continue;
      GUANXI_ASSIGN_OR_RETURN(const Uuid customer, Uuid::FromBytes(row.String(0)));
      GUANXI_ASSIGN_OR_RETURN(const Uuid segment, Uuid::FromBytes(row.String(1)));
      GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(2)));
      entries_[{customer, segment}].push_back({id, row.Int64(3) != 0});
    }
  }
  return absl::OkStatus();
}

std::set<Uuid> SegmentMembers::Of(const Uuid& customer) const {
  std::set<Uuid> segments;
  for (auto at = entries_.lower_bound({customer, Uuid()});
       at != entries_.end() && at->first.first == customer; ++at) {
    const bool is_in = std::any_of(at->second.begin(), at->second.end(),
                                   [](const Entry& entry) { return entry.live; });
    if (is_in) segments.insert(at->first.second);
  }
  return segments;
}

bool SegmentMembers::IsTwice(const Uuid& customer, const Uuid& segment) const {
  const auto found = entries_.find({customer, segment});
  return found != entries_.end() &&
         std::count_if(found->second.begin(), found->second.end(),
                       [](const Entry& entry) { return entry.live; }) > 1;
}

absl::Status SegmentMembers::Hold(absl::Span<const MemberChange> changes) {
  std::set<ResourceName> names;
  for (const MemberChange& change : changes) {
    const auto found = entries_.find({change.customer, change.segment});
    if (found == entries_.end()) continue;
    for (const Entry& entry : found->second) names.insert(NameOf(change.customer, entry.id));
  }
  if (names.empty()) return absl::OkStatus();
  return work_->HoldLive(*kin_.memberships, names, resource::Lock::kExclusive).status();
}

absl::StatusOr<int> SegmentMembers::Apply(absl::Span<const MemberChange> changes) {
  int changed = 0;
  GUANXI_RETURN_IF_ERROR(work_->WithoutScope([&]() -> absl::Status {
    GUANXI_RETURN_IF_ERROR(Hold(changes));
    for (const MemberChange& change : changes) {
      GUANXI_ASSIGN_OR_RETURN(const bool differs,
                              change.is_in ? Enter(change) : Leave(change, /*but_for=*/0));
      changed += differs;
    }
    return absl::OkStatus();
  }));
  return changed;
}

absl::StatusOr<bool> SegmentMembers::Enter(const MemberChange& change) {
  std::vector<Entry>& entries = entries_[{change.customer, change.segment}];
  const auto live =
      std::find_if(entries.begin(), entries.end(), [](const Entry& entry) { return entry.live; });
  if (live != entries.end()) {
    std::iter_swap(entries.begin(), live);
    return Leave(change, /*but_for=*/1);
  }
  ++counts_[change.segment];
  if (!entries.empty()) {
    GUANXI_ASSIGN_OR_RETURN(
        Stored row, work_->Get(*kin_.memberships, NameOf(change.customer, entries.front().id)));
    entries.front().live = true;
    GUANXI_RETURN_IF_ERROR(work_->Undelete(*kin_.memberships, &row));
    return true;
  }
  SegmentMembership membership;
  membership.set_segment(
      resource::FormatName(kin_.segments->type(), ResourceName{Uuid(), change.segment}));
  entries.push_back({work_->environment().uuids().Next(), true});
  GUANXI_RETURN_IF_ERROR(
      work_->Insert(*kin_.memberships, NameOf(change.customer, entries.back().id), &membership));
  return true;
}

absl::StatusOr<bool> SegmentMembers::Leave(const MemberChange& change, size_t but_for) {
  std::vector<Entry>& entries = entries_[{change.customer, change.segment}];
  bool differs = false;
  for (size_t i = but_for; i < entries.size(); ++i) {
    if (!entries[i].live) continue;
    GUANXI_ASSIGN_OR_RETURN(Stored row,
                            work_->Get(*kin_.memberships, NameOf(change.customer, entries[i].id)));
    GUANXI_RETURN_IF_ERROR(work_->Delete(*kin_.memberships, &row));
    entries[i].live = false;
    --counts_[change.segment];
    differs = true;
  }
  return differs;
}

absl::Status SegmentMembers::Count() {
  for (const auto& [segment, delta] : counts_) {
    if (delta == 0) continue;
    const absl::Status counted =
        work_->Project(*kin_.segments, ResourceName{Uuid(), segment},
                       [delta = delta](google::protobuf::Message* message) {
                         auto* const one = static_cast<Segment*>(message);
                         one->set_member_count(std::max<int64_t>(one->member_count() + delta, 0));
                       });
    // Of one that was never there nobody counts anything.
    if (!counted.ok() && !absl::IsNotFound(counted)) return counted;
  }
  counts_.clear();
  return absl::OkStatus();
}

std::vector<db::Query> SegmentMemberQueries() {
  std::vector<db::Query> queries;
  for (const size_t count : kCounts) queries.push_back(SelectOf(count));
  return queries;
}

}  // namespace guanxi::customer
