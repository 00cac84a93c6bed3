#include "customer-svc/duplicates/cluster_service.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "common/resource/merged_names.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/duplicates/distinctions.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {
namespace {

using google::protobuf::util::TimeUtil;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::Customer;
using v1::CustomerDistinction;
using v1::DuplicateCluster;

constexpr absl::Duration kLatest = absl::Hours(24 * 366);

void CheckReason(const std::string& reason, Violations* violations) {
  const int most =
      resource::Rules(CustomerDistinction::descriptor()->FindFieldByName("reason")).max_bytes();
  if (static_cast<int>(reason.size()) > most) violations->Add("reason", "is too long");
}

absl::Status CheckResolve(const v1::ResolveDuplicateClusterRequest& request, absl::Time now) {
  Violations violations;
  switch (request.decision()) {
    case DuplicateCluster::OPEN:
    case DuplicateCluster::MERGED:
    case DuplicateCluster::NOT_SAME:
    case DuplicateCluster::LATER:
      break;
    default:
      violations.Add("decision", "must be OPEN, MERGED, NOT_SAME or LATER");
  }
  if (request.has_later_until() != (request.decision() == DuplicateCluster::LATER)) {
    violations.Add("later_until", "is of LATER, and required then");
  } else if (request.has_later_until()) {
    const absl::Time until =
        absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(request.later_until()));
    if (until <= now || until > now + kLatest) {
      violations.Add("later_until", "must be within the next 366 days");
    }
  }
  CheckReason(request.reason(), &violations);
  return violations.ToStatus();
}

// Not yet merged: more than one is live, or a branch stands elsewhere in the tree.
absl::Status CheckMerged(UnitOfWork& work, const resource::Resource& customers,
                         const DuplicateCluster& cluster) {
  int live = 0;
  for (int i = 0; i < cluster.customers_size(); ++i) {
    GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                            resource::ParseName(customers.type(), cluster.customers(i), "name"));
    GUANXI_ASSIGN_OR_RETURN(const auto row, work.Peek(customers, name));
    if (!row.has_value()) continue;
    const auto& customer = static_cast<const Customer&>(*row->message);
    const bool is_placed = cluster.kind() == DuplicateCluster::BRANCHES &&
                           (i == 0 || !customer.parent_organization().empty());
    if (!is_placed) ++live;
  }
  const int most = cluster.kind() == DuplicateCluster::BRANCHES ? 0 : 1;
  if (live <= most) return absl::OkStatus();
  return FailedPrecondition("DUPLICATES_NOT_MERGED", cluster.name(),
                            cluster.kind() == DuplicateCluster::BRANCHES
                                ? "branches of it have no `parent_organization`"
                                : absl::StrCat(live, " of its customers are still there"));
}

// The cluster's customers that are there now, held to the end, each once: of those who were merged
// since, the survivor.
absl::StatusOr<std::vector<Uuid>> StillThere(UnitOfWork& work, const resource::Resource& customers,
                                             const DuplicateCluster& cluster) {
  std::set<Uuid> named;
  for (const std::string& name : cluster.customers()) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, resource::ParseReference("customers", name));
    named.insert(id);
  }
  GUANXI_ASSIGN_OR_RETURN(
      const auto ends,
      resource::FollowMerged(work.tx(), work.principal().tenant, "customers", named));
  std::set<ResourceName> names;
  for (const Uuid& id : named) {
    const auto end = ends.find(id);
    ResourceName name;
    name.id = end != ends.end() ? end->second : id;
    names.insert(name);
  }
  std::vector<Uuid> ids;
  GUANXI_RETURN_IF_ERROR(work.WithoutScope([&]() -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const auto live,
                            work.HoldLive(customers, names, resource::Lock::kShared));
    for (const ResourceName& name : live) ids.push_back(name.id);
    return absl::OkStatus();
  }));
  return ids;
}

absl::Status DistinguishAll(UnitOfWork& work, const ClusterResources& resources,
                            const DuplicateCluster& cluster, const std::string& reason) {
  // Branches are no doubles of each other; what is told is that the company's name misleads.
  if (cluster.kind() == DuplicateCluster::BRANCHES) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(std::vector<Uuid> ids, StillThere(work, *resources.customers, cluster));
  if (ids.size() > static_cast<size_t>(kMostDistinguished)) {
    return FailedPrecondition("TOO_MANY_DUPLICATES", cluster.name(),
                              "of more than 15 customers DistinguishCustomers says which differ");
  }
  return Distinguish(work, *resources.distinctions, std::move(ids), reason).status();
}

}  // namespace

absl::StatusOr<DuplicateCluster> DuplicateClusterServiceImpl::ResolveDuplicateCluster(
    const rpc::Call& call, const v1::ResolveDuplicateClusterRequest& request) {
  GUANXI_RETURN_IF_ERROR(CheckResolve(request, engine_->environment().business_clock()->Now()));
  const resource::Resource& clusters = *resources_.clusters;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(clusters.type(), request.name(), "name"));
  GUANXI_ASSIGN_OR_RETURN(const std::string etag,
                          resource::StatedEtag(call, request.etag(), "etag"));
  DuplicateCluster response;
  GUANXI_RETURN_IF_ERROR(
      engine_->Mutate(call, request, {}, &response, [&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const Stored old, work.GetLive(clusters, name));
        GUANXI_RETURN_IF_ERROR(work.CheckEtag(clusters, etag, old));
        response.CopyFrom(*old.message);
        if (request.decision() == DuplicateCluster::MERGED) {
          GUANXI_RETURN_IF_ERROR(CheckMerged(work, *resources_.customers, response));
        }
        if (request.decision() == DuplicateCluster::NOT_SAME) {
          GUANXI_RETURN_IF_ERROR(DistinguishAll(work, resources_, response, request.reason()));
        }
        response.set_state(request.decision());
        response.clear_later_until();
        if (request.has_later_until()) *response.mutable_later_until() = request.later_until();
        GUANXI_RETURN_IF_ERROR(work.Update(clusters, old, &response).status());
        work.Answer(clusters, name.id, response, &response);
        return absl::OkStatus();
      }));
  return response;
}

absl::StatusOr<v1::DistinguishCustomersResponse>
CustomerDistinctionServiceImpl::DistinguishCustomers(
    const rpc::Call& call, const v1::DistinguishCustomersRequest& request) {
  Violations violations;
  if (request.customers_size() < 2 || request.customers_size() > kMostDistinguished) {
    violations.Add("customers", "must be 2 to 15");
  }
  CheckReason(request.reason(), &violations);
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  std::set<ResourceName> names;
  std::vector<Uuid> ids;
  for (int i = 0; i < request.customers_size(); ++i) {
    const std::string path = absl::StrCat("customers[", i, "]");
    GUANXI_ASSIGN_OR_RETURN(
        const ResourceName name,
        resource::ParseName(resources_.customers->type(), request.customers(i), path));
    if (!names.insert(name).second) violations.Add(path, "stands twice");
    ids.push_back(name.id);
  }
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  v1::DistinguishCustomersResponse response;
  GUANXI_RETURN_IF_ERROR(
      engine_->Mutate(call, request, {}, &response, [&](UnitOfWork& work) -> absl::Status {
        response.Clear();
        for (const ResourceName& name : names) {
          GUANXI_RETURN_IF_ERROR(work.Share(*resources_.customers, name));
        }
        GUANXI_ASSIGN_OR_RETURN(const std::vector<CustomerDistinction> said,
                                Distinguish(work, *resources_.distinctions, ids, request.reason()));
        for (const CustomerDistinction& one : said) *response.add_customer_distinctions() = one;
        return absl::OkStatus();
      }));
  return response;
}

}  // namespace guanxi::customer
