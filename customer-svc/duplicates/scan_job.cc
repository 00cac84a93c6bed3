#include "customer-svc/duplicates/scan_job.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/jobs/operation_store.h"
#include "common/resource/environment.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/duplicates/match_keys.h"
#include "customer-svc/duplicates/scan_closing.h"
#include "customer-svc/duplicates/scan_comparing.h"
#include "customer-svc/duplicates/scan_index.h"
#include "customer-svc/duplicates/scan_joining.h"
#include "customer-svc/duplicates/scan_progress.h"
#include "customer-svc/duplicates/state.pb.h"
#include "guanxi/customer/v1/duplicate_service.pb.h"

namespace guanxi::customer {
namespace {

using duplicates::ScanCheckpoint;
using resource::UnitOfWork;
using v1::Customer;
using Metadata = v1::ScanDuplicatesMetadata;
using Response = absl::StatusOr<std::unique_ptr<google::protobuf::Message>>;

// Pairs of scans that never ended.
constexpr absl::Duration kForgottenAfter = absl::Hours(24 * 30);

class Scan {
 public:
  Scan(const ScanTools& tools, jobs::Job& job)
      : tools_(tools), job_(job), tenant_(job.principal().tenant), pairs_(tenant_, job.id()) {
    request_.ParseFromString(job.request());
    checkpoint_.ParseFromString(job.checkpoint());
    if (checkpoint_.phase() == Metadata::PHASE_UNSPECIFIED) Enter(Metadata::INDEXING, &checkpoint_);
  }

  Response Run() {
    bool is_done = false;
    while (!is_done) {
      GUANXI_RETURN_IF_ERROR(job_.Continue());
      GUANXI_ASSIGN_OR_RETURN(is_done, Step());
    }
    return ResponseOf(checkpoint_);
  }

 private:
  // True: that was the last one.
  absl::StatusOr<bool> Step() {
    ScanCheckpoint next;
    bool is_done = false;
    const auto step = [&](UnitOfWork& work) -> absl::Status {
      next = checkpoint_;
      return work.WithoutScope([&]() -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(is_done, Step(work, &next));
        return job_.Save(work.tx(), next, MetadataOf(job_.create_time(), next));
      });
    };
    GUANXI_RETURN_IF_ERROR(tools_.engine->Write(job_.principal(), {db::Lane::kJob}, {}, step));
    checkpoint_ = std::move(next);
    return is_done;
  }

  absl::StatusOr<bool> Step(UnitOfWork& work, ScanCheckpoint* next) {
    switch (checkpoint_.phase()) {
      case Metadata::INDEXING:
        GUANXI_RETURN_IF_ERROR(Index(work.tx(), next));
        return false;
      case Metadata::LEARNING:
        GUANXI_RETURN_IF_ERROR(Learn(work.tx(), *tools_.customers, tenant_, checkpoint_.customers(),
                                     tools_.clock->Now()));
        Enter(Metadata::COMPARING, next);
        return false;
      case Metadata::COMPARING:
        GUANXI_RETURN_IF_ERROR(CompareNext(work.tx(), next));
        return false;
      case Metadata::JOINING:
        GUANXI_RETURN_IF_ERROR(Join(work, next));
        return false;
      default:
        return Close(work, next);
    }
  }

  absl::Status Index(db::Transaction& tx, ScanCheckpoint* next) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid place, Place());
    const MatchKeys keys(tools_.engine->environment().blind_index_key(), tenant_);
    GUANXI_ASSIGN_OR_RETURN(const IndexedPage page,
                            IndexPage(tx, *tools_.customers, tenant_, keys, place));
    next->set_customers(next->customers() + page.customers);
    next->set_place(std::string(page.place.bytes()));
    if (page.is_last) Enter(Metadata::LEARNING, next);
    return absl::OkStatus();
  }

  absl::Status CompareNext(db::Transaction& tx, ScanCheckpoint* next) {
    GUANXI_RETURN_IF_ERROR(ReadModels(tx));
    GUANXI_ASSIGN_OR_RETURN(
        const ComparedPage page,
        ComparePage(tx, *tools_.customers, tenant_, models_, MinWeight(), next->place(), pairs_));
    next->set_compared_pairs(next->compared_pairs() + page.pairs);
    next->set_place(page.place);
    if (page.is_last) Enter(Metadata::JOINING, next);
    return absl::OkStatus();
  }

  absl::Status Join(UnitOfWork& work, ScanCheckpoint* next) {
    GUANXI_RETURN_IF_ERROR(ReadModels(work.tx()));
    GUANXI_ASSIGN_OR_RETURN(const Uuid place, Place());
    const int64_t before = next->clusters() + next->branch_clusters();
    if (!next->is_at_branches()) {
      GUANXI_ASSIGN_OR_RETURN(const JoinedPage page, JoinPage(work, MakeJoining(), place, before));
      next->set_clusters(next->clusters() + page.clusters);
      next->set_place(std::string(page.place.bytes()));
      if (page.is_last) {
        next->clear_place();
        next->set_is_at_branches(true);
      }
      return absl::OkStatus();
    }
    GUANXI_ASSIGN_OR_RETURN(const JoinedPage page,
                            JoinBranches(work, MakeJoining(), place, before));
    next->set_branch_clusters(next->branch_clusters() + page.clusters);
    next->set_place(std::string(page.place.bytes()));
    if (page.is_last) Enter(Metadata::CLOSING, next);
    return absl::OkStatus();
  }

  absl::StatusOr<bool> Close(UnitOfWork& work, ScanCheckpoint* next) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid place, Place());
    GUANXI_ASSIGN_OR_RETURN(const ClosedPage page,
                            CloseOthers(work, *tools_.clusters, ScanName(), place));
    next->set_gone_clusters(next->gone_clusters() + page.gone);
    next->set_place(std::string(page.place.bytes()));
    if (!page.is_last) return false;
    GUANXI_ASSIGN_OR_RETURN(const bool is_left,
                            pairs_.Remove(work.tx(), job_.create_time() - kForgottenAfter));
    return !is_left;
  }

  // Read once by each process that works at it: in this scan nobody changes them any more.
  absl::Status ReadModels(db::Transaction& tx) {
    if (!models_.empty()) return absl::OkStatus();
    Models models;
    for (const Customer::Type type : {Customer::ORGANIZATION, Customer::PERSON}) {
      GUANXI_ASSIGN_OR_RETURN(models[type], ModelStore::Read(tx, tenant_, type));
    }
    models_ = std::move(models);
    return absl::OkStatus();
  }

  Joining MakeJoining() const {
    const auto& stewards = request_.options().stewards();
    return {tools_.customers,
            tools_.clusters,
            pairs_,
            models_,
            MinWeight(),
            jobs::MakeOperationName(job_.id()),
            {stewards.begin(), stewards.end()}};
  }

  std::string ScanName() const { return jobs::MakeOperationName(job_.id()); }
  double MinWeight() const { return ScanWeightOf(request_.options().min_certainty()); }

  absl::StatusOr<Uuid> Place() const {
    return checkpoint_.place().empty() ? Uuid() : Uuid::FromBytes(checkpoint_.place());
  }

  const ScanTools tools_;
  jobs::Job& job_;
  const Uuid tenant_;
  const ScanPairs pairs_;
  duplicates::ScanJob request_;
  ScanCheckpoint checkpoint_;
  Models models_;
};

}  // namespace

jobs::Handler ScanHandler(const ScanTools& tools) {
  return [tools](jobs::Job& job) { return Scan(tools, job).Run(); };
}

}  // namespace guanxi::customer
