#include "customer-svc/purchase_recount.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>

#include "common/base/status_macros.h"
#include "common/events/unit_effects.h"
#include "common/resource/resource_name.h"
#include "customer-svc/opportunity_facts.h"
#include "customer-svc/purchases.h"
#include "customer-svc/tree/tree_rows.h"

namespace guanxi::customer {
namespace {

using resource::UnitOfWork;
using v1::Customer;

constexpr size_t kPage = 50;

const db::Query kNextSeller{"purchase.next_tenant_of_orders",
                            "SELECT MIN(tenant_id) FROM order_facts WHERE tenant_id > ?",
                            /*infrastructure=*/true};
const db::Query kNextParty{"purchase.next_tenant_of_contracts",
                           "SELECT MIN(tenant_id) FROM contract_facts WHERE tenant_id > ?",
                           /*infrastructure=*/true};

const db::Query kSelectStand{"purchase.stand",
                             "SELECT basis, place FROM purchase_bases WHERE tenant_id = ?"};

// Excludes others to the end, whether the row was there or not.
const db::InsertQuery kHoldBasis{"purchase.hold_basis",
                                 "INSERT INTO purchase_bases (tenant_id, basis) VALUES ",
                                 " ON DUPLICATE KEY UPDATE tenant_id = VALUES(tenant_id)"};

const db::Query kWriteBasis{"purchase.write_basis",
                            "UPDATE purchase_bases SET basis = ?, place = ? WHERE tenant_id = ?"};

const db::Query kSelectBuyers{
    "purchase.buyers",
    "SELECT DISTINCT customer_id FROM order_facts WHERE tenant_id = ? AND customer_id > ? "
    "ORDER BY customer_id LIMIT 50"};
const db::Query kSelectParties{
    "purchase.parties",
    "SELECT DISTINCT customer_id FROM contract_facts WHERE tenant_id = ? AND customer_id > ? "
    "ORDER BY customer_id LIMIT 50"};

// By which the tenant's customers are gone over, or were.
struct Stand {
  int basis = 0;
  std::optional<Uuid> place;  // nothing: it is done

  bool IsDoneBy(int wanted) const { return basis == wanted && !place.has_value(); }
};

absl::StatusOr<Stand> ReadStand(db::Transaction& tx, const Uuid& tenant) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kSelectStand, {tenant.bytes()}));
  Stand stand;
  if (rows.empty()) return stand;
  stand.basis = static_cast<int>(rows[0].Int64(0));
  if (!rows[0].IsNull(1)) {
    GUANXI_ASSIGN_OR_RETURN(stand.place, Uuid::FromBytes(rows[0].String(1)));
  }
  return stand;
}

// The next customers that orders or contracts are of.
absl::StatusOr<std::set<Uuid>> ReadPage(db::Transaction& tx, const Uuid& tenant,
                                        const Uuid& after) {
  std::set<Uuid> page;
  for (const db::Query* const query : {&kSelectBuyers, &kSelectParties}) {
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                            tx.Select(*query, {tenant.bytes(), after.bytes()}));
    for (const db::Row row : rows) {
      GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
      page.insert(id);
    }
  }
  while (page.size() > kPage) page.erase(std::prev(page.end()));
  return page;
}

absl::StatusOr<std::optional<Uuid>> NextTenant(db::Database& database, const Uuid& after) {
  std::optional<Uuid> next;
  GUANXI_RETURN_IF_ERROR(
      database.ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        next.reset();
        for (const db::Query* const query : {&kNextSeller, &kNextParty}) {
          GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(*query, {after.bytes()}));
          if (rows.empty() || rows[0].IsNull(0)) continue;
          GUANXI_ASSIGN_OR_RETURN(const Uuid found, Uuid::FromBytes(rows[0].String(0)));
          next = std::min(next.value_or(found), found);
        }
        return absl::OkStatus();
      }));
  return next;
}

}  // namespace

absl::Status PurchaseRecount::Run(absl::Duration most) const {
  const absl::Time end = clock_->Now() + most;
  absl::Status first;
  Uuid at;
  while (true) {
    GUANXI_ASSIGN_OR_RETURN(const std::optional<Uuid> tenant, NextTenant(*database_, at));
    if (!tenant.has_value()) return first;
    at = *tenant;
    const absl::StatusOr<Basis> basis = basis_of_(at);
    first.Update(basis.status());
    for (bool is_done = !basis.ok(); !is_done;) {
      GUANXI_ASSIGN_OR_RETURN(is_done, Step(at, *basis));
      if (clock_->Now() >= end) return first;
    }
  }
}

absl::StatusOr<bool> PurchaseRecount::Step(const Uuid& tenant, Basis basis) const {
  bool is_done = false;
  // Mostly there is nothing to do, and nothing to be held for it.
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const Stand stand, ReadStand(tx, tenant));
        is_done = stand.IsDoneBy(basis);
        return absl::OkStatus();
      }));
  if (is_done) return true;
  GUANXI_RETURN_IF_ERROR(engine_->Write(events::WriterIn(tenant, kEventActor), {db::Lane::kJob},
                                        resource::WriteContext(),
                                        [&](UnitOfWork& work) -> absl::Status {
                                          GUANXI_ASSIGN_OR_RETURN(is_done, Step(work, basis));
                                          return absl::OkStatus();
                                        }));
  return is_done;
}

absl::StatusOr<bool> PurchaseRecount::Step(UnitOfWork& work, Basis basis) const {
  const Uuid& tenant = work.principal().tenant;
  GUANXI_RETURN_IF_ERROR(work.tx().InsertRows(kHoldBasis, {{tenant.bytes(), 0}}).status());
  GUANXI_ASSIGN_OR_RETURN(Stand stand, ReadStand(work.tx(), tenant));
  if (stand.IsDoneBy(basis)) return true;
  const auto write = [&](const std::optional<Uuid>& place) {
    const db::Value id = place.has_value() ? db::Value(place->bytes()) : db::Value();
    return work.tx().Execute(kWriteBasis, {static_cast<int>(basis), id, tenant.bytes()}).status();
  };
  // From now on who writes goes by it, too; of a customer that he holds he does so before this
  // does, or after it.
  if (stand.basis != basis) {
    stand.place = Uuid();
    GUANXI_RETURN_IF_ERROR(write(stand.place));
  }
  GUANXI_ASSIGN_OR_RETURN(const std::set<Uuid> page, ReadPage(work.tx(), tenant, *stand.place));
  std::set<resource::ResourceName> names;
  for (const Uuid& id : page) {
    resource::ResourceName name;
    name.id = id;
    names.insert(name);
  }
  GUANXI_RETURN_IF_ERROR(work.HoldLive(*customers_, names, resource::Lock::kExclusive).status());
  for (const Uuid& id : page) GUANXI_RETURN_IF_ERROR(Show(work, id));
  const bool is_done = page.size() < kPage;
  GUANXI_RETURN_IF_ERROR(write(is_done ? std::nullopt : std::optional<Uuid>(*page.rbegin())));
  return is_done;
}

absl::Status PurchaseRecount::Show(UnitOfWork& work, const Uuid& customer) const {
  GUANXI_ASSIGN_OR_RETURN(const Purchases purchases,
                          ReadPurchases(work.tx(), work.principal().tenant, customer));
  GUANXI_RETURN_IF_ERROR(MarkTreeStale(work.tx(), work.principal().tenant, customer));
  resource::ResourceName name;
  name.id = customer;
  const absl::Status projected =
      work.Project(*customers_, name, [&](google::protobuf::Message* message) {
        ShowPurchases(purchases, static_cast<Customer*>(message));
      });
  // Nobody says anything of a customer who is not there.
  return absl::IsNotFound(projected) ? absl::OkStatus() : projected;
}

std::vector<db::Query> PurchaseRecountQueries() {
  return {kNextSeller, kNextParty, kSelectStand, kWriteBasis, kSelectBuyers, kSelectParties};
}

}  // namespace guanxi::customer
