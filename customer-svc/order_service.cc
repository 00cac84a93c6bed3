#include "customer-svc/order_service.h"

#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "common/resource/field_rights.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_codec.h"
#include "common/resource/row_scope.h"
#include "customer-svc/order_effects.h"
#include "customer-svc/order_rules.h"

namespace guanxi::customer {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::Order;
using v1::UpsertOrderResult;

constexpr char kIds[] = "external_ids";

}  // namespace

absl::StatusOr<std::vector<OrderServiceImpl::Entry>> OrderServiceImpl::Parse(
    const v1::UpsertOrdersRequest& request) const {
  const resource::ResourceType& orders = resources_->orders->type();
  GUANXI_ASSIGN_OR_RETURN(const ResourceName common,
                          resource::ParseName(resources_->customers->type(), request.parent(),
                                              "parent", resource::Wildcard::kAllow));
  if (request.entries().empty() || request.entries_size() > resource::kMaxWrites) {
    return InvalidField("entries", absl::StrCat("want 1 to ", resource::kMaxWrites, " entries"));
  }
  std::vector<Entry> entries;
  std::set<resource::ExternalId> seen;
  for (int i = 0; i < request.entries_size(); ++i) {
    const std::string path = absl::StrCat("entries[", i, "]");
    Entry& entry = entries.emplace_back();
    entry.order = request.entries(i).order();
    entry.customer = common;
    if (const std::string& parent = request.entries(i).parent(); !parent.empty()) {
      GUANXI_ASSIGN_OR_RETURN(entry.customer,
                              resource::ParseName(resources_->customers->type(), parent,
                                                  absl::StrCat(path, ".parent")));
    }
    if (entry.customer.id.IsNil()) {
      return InvalidField(absl::StrCat(path, ".parent"), "is required with customers/-");
    }
    if (!common.id.IsNil() && !(entry.customer == common)) {
      return InvalidField(absl::StrCat(path, ".parent"), "is not that of the request");
    }
    resource::NormalizeExternalIds(orders, &entry.order);
    entry.ids = resource::ExternalIds(orders, entry.order);
    if (entry.ids.empty()) {
      return InvalidField(absl::StrCat(path, ".order.", kIds), "is required: it says which order");
    }
    for (const resource::ExternalId& id : entry.ids) {
      if (seen.insert(id).second) continue;
      return InvalidField(absl::StrCat(path, ".order.", kIds), "has what another entry has");
    }
  }
  return entries;
}

absl::StatusOr<v1::UpsertOrdersResponse> OrderServiceImpl::UpsertOrders(
    const rpc::Call& call, const v1::UpsertOrdersRequest& request) {
  // What became of an entry says what was stored.
  GUANXI_RETURN_IF_ERROR(
      resource::CheckSeen(resources_->orders->type(), call.principal, {kIds, "source_time"}));
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Entry> entries, Parse(request));
  std::set<ResourceName> customers;
  for (const Entry& entry : entries) customers.insert(entry.customer);
  v1::UpsertOrdersResponse response;
  GUANXI_RETURN_IF_ERROR(engine_->Mutate(
      call, request, resource::WriteContext(), &response, [&](UnitOfWork& work) -> absl::Status {
        response.Clear();
        // The customers first, as everybody takes them.
        GUANXI_ASSIGN_OR_RETURN(
            const std::set<ResourceName> live,
            work.HoldLive(*resources_->customers, customers, resource::Lock::kExclusive));
        for (const Entry& entry : entries) {
          if (live.count(entry.customer) != 0) continue;
          return NotFound("CUSTOMER",
                          resource::FormatName(resources_->customers->type(), entry.customer));
        }
        for (size_t i = 0; i < entries.size(); ++i) {
          const absl::Status status = Upsert(work, entries[i], response.add_results());
          if (!status.ok()) return UnderPath(absl::StrCat("entries[", i, "].order"), status);
        }
        return absl::OkStatus();
      }));
  return response;
}

absl::Status OrderServiceImpl::Upsert(UnitOfWork& work, Entry entry,
                                      UpsertOrderResult* result) const {
  const resource::Resource& orders = *resources_->orders;
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Uuid> holders,
                          work.FindByExternalIds(orders, entry.ids));
  std::set<Uuid> found(holders.begin(), holders.end());
  found.erase(Uuid());
  if (found.empty()) return Create(work, entry, result);
  if (found.size() > 1) return InvalidField(kIds, "are those of several orders");
  const std::vector<Uuid> wanted(found.begin(), found.end());
  GUANXI_ASSIGN_OR_RETURN(const auto rows, work.GetMany(orders, wanted));
  const auto row = rows.find(wanted[0]);
  // Who does not see the holder is told that there is one, as on create.
  if (row == rows.end()) return Create(work, entry, result);
  if (!(resource::ParentOf(row->second.name) == entry.customer)) {
    return InvalidField(kIds, "are those of an order of another customer");
  }
  return Replace(work, row->second, entry, result);
}

absl::Status OrderServiceImpl::Create(UnitOfWork& work, const Entry& entry,
                                      UpsertOrderResult* result) const {
  const resource::Resource& orders = *resources_->orders;
  const ResourceName name = resource::ChildOf(entry.customer, work.environment().uuids().Next());
  Order next = entry.order;
  GUANXI_RETURN_IF_ERROR(work.CheckExternalIdsFree(orders, name.id, next, "order"));
  GUANXI_RETURN_IF_ERROR(work.Insert(orders, name, &next));
  result->set_outcome(UpsertOrderResult::CREATED);
  work.Answer(orders, name.id, next, result->mutable_order());
  return absl::OkStatus();
}

absl::Status OrderServiceImpl::Replace(UnitOfWork& work, const Stored& old, const Entry& entry,
                                       UpsertOrderResult* result) const {
  const resource::Resource& orders = *resources_->orders;
  const auto& stored = static_cast<const Order&>(*old.message);
  if (IsNewer(stored, entry.order)) {
    result->set_outcome(UpsertOrderResult::STALE);
    *result->mutable_order() = stored;
    return absl::OkStatus();
  }
  Order next = entry.order;
  GUANXI_RETURN_IF_ERROR(work.CheckExternalIdsFree(orders, old.name.id, next, "order"));
  GUANXI_ASSIGN_OR_RETURN(const bool differs, work.Update(orders, old, &next));
  result->set_outcome(differs ? UpsertOrderResult::UPDATED : UpsertOrderResult::UNCHANGED);
  if (differs) {
    work.Answer(orders, old.name.id, next, result->mutable_order());
  } else {
    *result->mutable_order() = stored;
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::SummarizeOrdersResponse> OrderServiceImpl::SummarizeOrders(
    const rpc::Call& call, const v1::SummarizeOrdersRequest& request) {
  const resource::Resource& customers = *resources_->customers;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(customers.type(), request.parent(), "parent"));
  GUANXI_RETURN_IF_ERROR(resource::CheckSeen(resources_->orders->type(), call.principal,
                                             {"amount", "order_date", "state"}));
  GUANXI_ASSIGN_OR_RETURN(const resource::RowScope scope,
                          resource::RowScope::Of(customers, call.principal, resource::Use::kRead,
                                                 engine_->environment().business_clock()->Now()));
  v1::SummarizeOrdersResponse response;
  GUANXI_RETURN_IF_ERROR(engine_->Read(call, [&](db::Transaction& tx) -> absl::Status {
    response.Clear();
    const Uuid& tenant = call.principal.tenant;
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                            tx.Select(customers.select(), {tenant.bytes(), name.id.bytes()}));
    if (rows.empty()) return NotFound("CUSTOMER", request.parent());
    GUANXI_ASSIGN_OR_RETURN(const Stored row, resource::DecodeRow(customers.type(), rows[0]));
    bool is_seen = row.live;
    if (is_seen && !scope.has_all()) {
      GUANXI_ASSIGN_OR_RETURN(is_seen, scope.Has(tx, row));
    }
    if (!is_seen) return NotFound("CUSTOMER", request.parent());
    GUANXI_ASSIGN_OR_RETURN(const auto totals, ReadOrderTotals(tx, tenant, name.id));
    for (const v1::OrderTotal& total : totals) *response.add_totals() = total;
    return absl::OkStatus();
  }));
  return response;
}

}  // namespace guanxi::customer
