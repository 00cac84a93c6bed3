#include "customer-svc/merge/merge_parts.h"

#include <set>
#include <string>

#include "common/base/log.h"
#include "common/errors/errors.h"
#include "common/merge/name_forwarder.h"
#include "common/rpc/pipeline.h"
#include "customer-svc/merge/bulk_merge.h"
#include "customer-svc/merge/cluster_merge.h"
#include "customer-svc/merge/merge_service.h"
#include "guanxi/customer/v1/merge_service.adapter.h"

namespace guanxi::customer {
namespace {

constexpr absl::Duration kLookEvery = absl::Seconds(1);
// The process waits for it to end.
constexpr int kMostAtOnce = 50;

// What calls and operations have left to be moved.
void MoveOn(const merge::Mover& mover) {
  for (int i = 0; i < kMostAtOnce; ++i) {
    const absl::StatusOr<bool> moved = mover.GoOn();
    if (!moved.ok()) {
      Log(Severity::kWarning, "merge.not_moved", {{"reason", Reason(moved.status())}});
      return;
    }
    if (!*moved) return;
  }
}

}  // namespace

absl::Status ServeMerges(const service::Parts& parts, const Resources& all,
                         const resource::Catalog& catalog, service::Services* made) {
  GUANXI_ASSIGN_OR_RETURN(MergeParts* const merges,
                          made->Own(MergeParts::Create(parts.database, parts.engine, &all)));
  const merge::Mover* const mover = &merges->mover();
  const auto* const forwarder =
      made->Keep<merge::NameForwarder>(parts.database, std::set<std::string>{kMergedCollection});
  parts.pipeline->OnFailure([forwarder](const rpc::Call& call, const absl::Status& status,
                                        google::protobuf::Message* request) {
    return forwarder->Rephrase(call, status, request);
  });
  made->Serve<v1::MergeServiceAdapter>(
      parts.pipeline, catalog,
      made->Keep<MergeServiceImpl>(parts.engine, &all, &merges->desk(), mover, parts.operations));
  const BulkTools tools = {parts.database, parts.engine, &all, &merges->desk(), mover};
  made->operations[kBulkMergeKind] = {"customers.merge", BulkMergeHandler(tools)};
  made->operations[kMergeClustersKind] = {"customers.merge", MergeClustersHandler(tools)};
  made->operations[kUndoBulkKind] = {"customers.merge", UndoBulkHandler(tools)};
  made->loops.push_back({kLookEvery, [mover] { MoveOn(*mover); }});
  return absl::OkStatus();
}

}  // namespace guanxi::customer
