#include "customer-svc/duplicates/cluster_writes.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/resource/resource_name.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::customer {
namespace {

using google::protobuf::util::TimeUtil;
using resource::UnitOfWork;
using v1::DuplicateCluster;

std::string CustomerName(const Uuid& id) { return absl::StrCat("customers/", id.ToString()); }

bool SameCustomers(const DuplicateCluster& a, const DuplicateCluster& b) {
  return std::equal(a.customers().begin(), a.customers().end(), b.customers().begin(),
                    b.customers().end());
}

bool IsOver(const DuplicateCluster& cluster, absl::Time now) {
  return cluster.state() == DuplicateCluster::LATER &&
         absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(cluster.later_until())) <= now;
}

void SetCustomers(const std::vector<Uuid>& ids, DuplicateCluster* cluster) {
  cluster->clear_customers();
  for (const Uuid& id : ids) cluster->add_customers(CustomerName(id));
}

// With those that an OPEN one has, as far as there is room.
void AddThoseOf(const DuplicateCluster& old, FoundCluster* found) {
  for (const std::string& name : old.customers()) {
    const auto id = resource::ParseReference("customers", name);
    if (!id.ok() || found->customers.size() >= kMaxClustered) continue;
    if (std::find(found->customers.begin(), found->customers.end(), *id) ==
        found->customers.end()) {
      found->customers.push_back(*id);
    }
  }
  std::sort(found->customers.begin(), found->customers.end());
}

}  // namespace

Uuid ClusterId(DuplicateCluster::Kind kind, const Uuid& tenant, const Uuid& first) {
  return DeriveUuid(absl::StrCat("guanxi.duplicate_cluster.", static_cast<int>(kind)),
                    absl::StrCat(tenant.bytes(), first.bytes()));
}

DuplicateCluster FoundAgain(const DuplicateCluster& old, const FoundCluster& found,
                            absl::Time now) {
  DuplicateCluster next = old;
  SetCustomers(found.customers, &next);
  next.set_certainty(found.certainty);
  if (!found.scan.empty()) next.set_scan(found.scan);
  // Those that were merged are several again, or they would not have been found.
  const bool opens = !SameCustomers(old, next) || old.state() == DuplicateCluster::GONE ||
                     old.state() == DuplicateCluster::MERGED || IsOver(old, now);
  if (opens) {
    next.set_state(DuplicateCluster::OPEN);
    next.clear_later_until();
  }
  if (next.steward().empty()) next.set_steward(found.steward);
  return next;
}

absl::Status WriteCluster(UnitOfWork& work, const resource::Resource& clusters,
                          FoundCluster found) {
  if (found.customers.size() > kMaxClustered) found.customers.resize(kMaxClustered);
  resource::ResourceName name;
  name.id = ClusterId(found.kind, work.principal().tenant, found.customers.front());
  GUANXI_ASSIGN_OR_RETURN(auto rows, work.GetMany(clusters, {name.id}));
  const auto row = rows.find(name.id);
  if (row == rows.end()) {
    DuplicateCluster cluster;
    cluster.set_kind(found.kind);
    cluster.set_state(DuplicateCluster::OPEN);
    cluster.set_certainty(found.certainty);
    cluster.set_scan(found.scan);
    cluster.set_steward(found.steward);
    SetCustomers(found.customers, &cluster);
    return work.Insert(clusters, name, &cluster);
  }
  const auto& old = static_cast<const DuplicateCluster&>(*row->second.message);
  if (found.scan.empty() && old.state() == DuplicateCluster::OPEN) AddThoseOf(old, &found);
  DuplicateCluster next = FoundAgain(old, found, work.now());
  return work.Update(clusters, row->second, &next).status();
}

}  // namespace guanxi::customer
