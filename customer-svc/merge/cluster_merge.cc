#include "customer-svc/merge/cluster_merge.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/jobs/operation_store.h"
#include "common/resource/environment.h"
#include "common/resource/message_fields.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/merge/cluster_choice.h"
#include "customer-svc/merge/merge_queries.h"
#include "guanxi/customer/v1/duplicate_cluster.pb.h"
#include "guanxi/customer/v1/merge_service.pb.h"

namespace guanxi::customer {
namespace {

using bulk::BulkCheckpoint;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::Customer;
using v1::DuplicateCluster;

constexpr int kUsualCertainty = 990;

// The customers of a cluster that are there, in the order of names. NOT_FOUND if the caller does
// not see one of them.
absl::StatusOr<std::map<Uuid, Stored>> HoldMembers(UnitOfWork& work,
                                                   const resource::Resource& customers,
                                                   const DuplicateCluster& cluster) {
  std::vector<Uuid> ids;
  for (const std::string& text : cluster.customers()) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, resource::ParseReference("customers", text));
    ids.push_back(id);
  }
  GUANXI_ASSIGN_OR_RETURN(auto rows, work.GetMany(customers, ids));
  for (const Uuid& id : ids) {
    const auto row = rows.find(id);
    if (row != rows.end() && row->second.live) continue;
    if (row != rows.end()) rows.erase(row);
    ResourceName name;
    name.id = id;
    GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> hidden, work.Peek(customers, name));
    if (hidden.has_value()) return resource::NameNotFound(customers, name);
  }
  return rows;
}

absl::Status CheckMayMerge(const DuplicateCluster& cluster) {
  if (cluster.kind() != DuplicateCluster::SAME) {
    return FailedPrecondition("CLUSTER_OF_BRANCHES", cluster.name(),
                              "branches are put below their company");
  }
  if (cluster.state() != DuplicateCluster::OPEN && cluster.state() != DuplicateCluster::LATER) {
    return FailedPrecondition("CLUSTER_DECIDED", cluster.name(), "it was decided already");
  }
  return absl::OkStatus();
}

// The clusters of one operation.
class ClusterMerge {
 public:
  ClusterMerge(const BulkTools& tools, jobs::Job* job)
      : run_(tools, job),
        customers_(*tools.resources->customers),
        clusters_(*tools.resources->duplicate_clusters) {
    request_.ParseFromString(job->request());
  }

  BulkRun::Response Run() {
    while (true) {
      GUANXI_RETURN_IF_ERROR(run_.Continue());
      BulkCheckpoint behind = run_.state();
      GUANXI_ASSIGN_OR_RETURN(const std::optional<ResourceName> next, Next(&behind));
      if (!next.has_value()) return run_.Complete();
      const absl::Status merged = MergeNext(*next, behind);
      if (merged.ok()) continue;
      v1::BulkMergeFailure failure;
      failure.set_index(run_.state().next());
      failure.set_duplicate_cluster(resource::FormatName(clusters_.type(), *next));
      GUANXI_RETURN_IF_ERROR(run_.Fail(merged, failure, behind));
    }
  }

 private:
  // Nothing if that was all. `*behind` becomes where the one after it is next.
  absl::StatusOr<std::optional<ResourceName>> Next(BulkCheckpoint* behind) {
    std::optional<ResourceName> next;
    if (request_.scan().empty()) {
      if (behind->next() >= request_.duplicate_clusters_size()) return next;
      const std::string& text = request_.duplicate_clusters(behind->next());
      behind->set_next(behind->next() + 1);
      GUANXI_ASSIGN_OR_RETURN(next, resource::ParseName(clusters_.type(), text, "name"));
      return next;
    }
    const int least = request_.min_certainty() > 0 ? request_.min_certainty() : kUsualCertainty;
    bool is_last = false;
    while (!next.has_value() && !is_last) {
      GUANXI_RETURN_IF_ERROR(run_.tools().database->ReadOnly(
          {db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
            GUANXI_ASSIGN_OR_RETURN(const NextCluster page,
                                    FindNextCluster(tx, clusters_, run_.job().principal().tenant,
                                                    request_.scan(), least, behind->place()));
            next = page.name;
            behind->set_place(page.place);
            is_last = page.is_last;
            return absl::OkStatus();
          }));
    }
    return next;
  }

  absl::Status MergeNext(const ResourceName& name, const BulkCheckpoint& behind) {
    const Uuid merge = run_.tools().engine->environment().uuids().Next();
    BulkCheckpoint done;
    // Known once the customers are: the checkpoint is written last.
    return run_.Step(done, [&](UnitOfWork& work) -> absl::Status {
      done = behind;
      GUANXI_ASSIGN_OR_RETURN(const bool is_decided, MergeIn(work, name, merge, &done));
      if (is_decided) {
        done.set_done_count(done.done_count() + 1);
      } else {  // It is next again.
        done.set_next(run_.state().next());
        done.set_place(run_.state().place());
      }
      return absl::OkStatus();
    });
  }

  // Whether the cluster is decided with that; else more of its customers are to be merged.
  absl::StatusOr<bool> MergeIn(UnitOfWork& work, const ResourceName& name, const Uuid& merge,
                               BulkCheckpoint* done) {
    // Customers are held before clusters, as by who undoes merges.
    GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> known, work.Peek(clusters_, name));
    if (!known.has_value()) return resource::NameNotFound(clusters_, name);
    const auto& cluster = static_cast<const DuplicateCluster&>(*known->message);
    GUANXI_RETURN_IF_ERROR(CheckMayMerge(cluster));
    GUANXI_ASSIGN_OR_RETURN(const auto members, HoldMembers(work, customers_, cluster));
    std::vector<const Customer*> customers;
    for (const auto& [id, row] : members) {
      customers.push_back(static_cast<const Customer*>(row.message.get()));
    }
    if (customers.size() > 1) {
      GUANXI_RETURN_IF_ERROR(run_.tools().desk->Merge(
          work, ChooseMerge(request_, customers), merge,
          {jobs::MakeOperationName(run_.job().id()), cluster.name()}, &unused_));
      done->set_moving(std::string(merge.bytes()));
    }
    if (customers.size() > kMaxMerged + 1) return false;
    GUANXI_RETURN_IF_ERROR(Decide(work, name, cluster));
    return true;
  }

  absl::Status Decide(UnitOfWork& work, const ResourceName& name, const DuplicateCluster& known) {
    GUANXI_ASSIGN_OR_RETURN(const Stored row, work.GetLive(clusters_, name));
    if (!resource::SameMessage(*row.message, known)) {
      return Error(absl::StatusCode::kAborted, "TRANSACTION_CONFLICT", "the cluster was changed");
    }
    DuplicateCluster next = known;
    next.set_state(DuplicateCluster::MERGED);
    next.clear_later_until();
    return work.Update(clusters_, row, &next).status();
  }

  BulkRun run_;
  const resource::Resource& customers_;
  const resource::Resource& clusters_;
  v1::MergeDuplicateClustersRequest request_;
  v1::MergeCustomersResponse unused_;  // it is filled when the unit of work ends
};

}  // namespace

jobs::Handler MergeClustersHandler(const BulkTools& tools) {
  return [tools](jobs::Job& job) { return ClusterMerge(tools, &job).Run(); };
}

}  // namespace guanxi::customer
