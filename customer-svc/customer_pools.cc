#include "customer-svc/customer_pools.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "customer-svc/customer_recycling.h"
#include "customer-svc/pool_queries.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::customer {
namespace {

using pools::PoolDesk;
using v1::Customer;

constexpr int kDefaultRecycled = 50;
constexpr int kMostRecycled = 100;

}  // namespace

PoolDesk::Kind CustomerPoolKind(const Resources& resources) {
  PoolDesk::Kind kind;
  kind.records = resources.customers.get();
  kind.pools = resources.pools.get();
  kind.noun = "CUSTOMER";
  kind.behind_in_hand = CustomerBehindInHand();
  kind.first_page = CustomersInPool();
  kind.next_page = NextCustomersInPool();
  kind.obstacle = PoolObstacle;
  return kind;
}

absl::StatusOr<v1::ListPooledRecordsResponse> CustomerPoolServiceImpl::ListPooledRecords(
    const rpc::Call& call, const pool::v1::ListPooledRecordsRequest& request) {
  v1::ListPooledRecordsResponse response;
  GUANXI_RETURN_IF_ERROR(desk_->List(
      call, request, [&] { return response.add_customers(); }, response.mutable_next_page_token()));
  return response;
}

absl::StatusOr<Customer> CustomerPoolServiceImpl::ClaimRecord(
    const rpc::Call& call, const pool::v1::ClaimRecordRequest& request) {
  Customer customer;
  GUANXI_RETURN_IF_ERROR(desk_->Claim(call, request, &customer));
  return customer;
}

absl::StatusOr<Customer> CustomerPoolServiceImpl::ReleaseRecord(
    const rpc::Call& call, const pool::v1::ReleaseRecordRequest& request) {
  Customer customer;
  GUANXI_RETURN_IF_ERROR(desk_->Release(call, request, &customer));
  return customer;
}

absl::StatusOr<Customer> CustomerPoolServiceImpl::AssignRecord(
    const rpc::Call& call, const pool::v1::AssignRecordRequest& request) {
  Customer customer;
  GUANXI_RETURN_IF_ERROR(desk_->Assign(call, request, &customer));
  return customer;
}

absl::StatusOr<pool::v1::RecycleRecordsResponse> CustomerPoolServiceImpl::RecycleRecords(
    const rpc::Call& call, const pool::v1::RecycleRecordsRequest& request) {
  GUANXI_ASSIGN_OR_RETURN(const pool::v1::Pool pool, desk_->ReadPool(call, request.pool()));
  if (pool.recycle_filter().empty()) {
    return FailedPrecondition("NO_RECYCLE_RULE", pool.name(), "the pool has no recycle_filter");
  }
  v1::ListCustomersRequest list;
  list.set_filter(absl::StrCat("owner:* AND (", pool.recycle_filter(), ")"));
  list.set_order_by("update_time");
  const int wanted = request.page_size() == 0 ? kDefaultRecycled : request.page_size();
  list.set_page_size(std::min(wanted, kMostRecycled));
  list.set_page_token(request.page_token());
  GUANXI_ASSIGN_OR_RETURN(const auto page, customers_->List<v1::ListCustomersResponse>(call, list));
  PoolDesk::Found found;
  for (const Customer& customer : page.customers())
    found.records.push_back({customer.name(), customer.etag()});
  found.next_page_token = page.next_page_token();
  pool::v1::RecycleRecordsResponse response;
  GUANXI_RETURN_IF_ERROR(desk_->Recycle(call, request, found, &response));
  return response;
}

}  // namespace guanxi::customer
