#include "lead-svc/lead_pools.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "guanxi/lead/v1/lead_service.pb.h"
#include "lead-svc/lead_recycling.h"
#include "lead-svc/pool_queries.h"

namespace guanxi::lead {
namespace {

using pools::PoolDesk;
using v1::Lead;

constexpr int kDefaultRecycled = 50;
constexpr int kMostRecycled = 100;

}  // namespace

PoolDesk::Kind LeadPoolKind(const Resources& resources) {
  PoolDesk::Kind kind;
  kind.records = resources.leads.get();
  kind.pools = resources.pools.get();
  kind.noun = "LEAD";
  kind.behind_in_hand = LeadBehindInHand();
  for (const Lead::State state : {Lead::NEW, Lead::WORKING, Lead::QUALIFIED, Lead::CONVERTING}) {
    kind.in_hand_values.emplace_back(static_cast<int>(state));
  }
  kind.first_page = LeadsInPool();
  kind.next_page = NextLeadsInPool();
  kind.obstacle = PoolObstacle;
  return kind;
}

absl::StatusOr<v1::ListPooledRecordsResponse> LeadPoolServiceImpl::ListPooledRecords(
    const rpc::Call& call, const pool::v1::ListPooledRecordsRequest& request) {
  v1::ListPooledRecordsResponse response;
  GUANXI_RETURN_IF_ERROR(desk_->List(
      call, request, [&] { return response.add_leads(); }, response.mutable_next_page_token()));
  return response;
}

absl::StatusOr<Lead> LeadPoolServiceImpl::ClaimRecord(const rpc::Call& call,
                                                      const pool::v1::ClaimRecordRequest& request) {
  Lead lead;
  GUANXI_RETURN_IF_ERROR(desk_->Claim(call, request, &lead));
  return lead;
}

absl::StatusOr<Lead> LeadPoolServiceImpl::ReleaseRecord(
    const rpc::Call& call, const pool::v1::ReleaseRecordRequest& request) {
  Lead lead;
  GUANXI_RETURN_IF_ERROR(desk_->Release(call, request, &lead));
  return lead;
}

absl::StatusOr<Lead> LeadPoolServiceImpl::AssignRecord(
    const rpc::Call& call, const pool::v1::AssignRecordRequest& request) {
  Lead lead;
  GUANXI_RETURN_IF_ERROR(desk_->Assign(call, request, &lead));
  return lead;
}

absl::StatusOr<pool::v1::RecycleRecordsResponse> LeadPoolServiceImpl::RecycleRecords(
    const rpc::Call& call, const pool::v1::RecycleRecordsRequest& request) {
  GUANXI_ASSIGN_OR_RETURN(const pool::v1::Pool pool, desk_->ReadPool(call, request.pool()));
  if (pool.recycle_filter().empty()) {
    return FailedPrecondition("NO_RECYCLE_RULE", pool.name(), "the pool has no recycle_filter");
  }
  v1::ListLeadsRequest list;
  list.set_filter(absl::StrCat("owner:* AND (", pool.recycle_filter(), ")"));
  list.set_order_by("update_time");
  const int wanted = request.page_size() == 0 ? kDefaultRecycled : request.page_size();
  list.set_page_size(std::min(wanted, kMostRecycled));
  list.set_page_token(request.page_token());
  GUANXI_ASSIGN_OR_RETURN(const auto page, leads_->List<v1::ListLeadsResponse>(call, list));
  PoolDesk::Found found;
  for (const Lead& lead : page.leads()) found.records.push_back({lead.name(), lead.etag()});
  found.next_page_token = page.next_page_token();
  pool::v1::RecycleRecordsResponse response;
  GUANXI_RETURN_IF_ERROR(desk_->Recycle(call, request, found, &response));
  return response;
}

}  // namespace guanxi::lead
