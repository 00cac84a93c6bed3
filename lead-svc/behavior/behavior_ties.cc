#include "lead-svc/behavior/behavior_ties.h"

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/resource/environment.h"
#include "common/resource/id_marks.h"
#include "common/resource/resource_name.h"

namespace guanxi::lead {
namespace {

using resource::ChangeKind;
using resource::UnitOfWork;
using v1::Lead;

db::Query SelectByKeys(size_t count) {
  return {"behavior_visitor.select_by_keys",
          absl::StrCat("SELECT visitor_key, lead_id, customer_id FROM behavior_visitors WHERE "
                       "tenant_id = ? AND visitor_key IN (",
                       resource::Marks(count), ")")};
}
const db::Query kSelectTie{"behavior_visitor.select",
                           "SELECT lead_id, customer_id FROM behavior_visitors WHERE tenant_id = ? "
                           "AND id = ? FOR UPDATE"};
const db::InsertQuery kPutTie{
    "behavior_visitor.put",
    "INSERT INTO behavior_visitors (tenant_id, id, visitor_key, lead_id, customer_id) VALUES ",
    " ON DUPLICATE KEY UPDATE visitor_key = VALUES(visitor_key), lead_id = VALUES(lead_id), "
    "customer_id = VALUES(customer_id)"};
const db::Query kRemoveTie{"behavior_visitor.remove",
                           "DELETE FROM behavior_visitors WHERE tenant_id = ? AND id = ?"};
const db::Query kSelectKeys{
    "behavior_visitor.select_keys",
    "(SELECT visitor_key FROM behavior_visitors WHERE tenant_id = ? AND lead_id = ? "
    "ORDER BY id DESC LIMIT ?) UNION (SELECT visitor_key FROM behavior_visitors "
    "WHERE tenant_id = ? AND customer_id = ? ORDER BY id DESC LIMIT ?)"};
const db::Query kSelectLeads{
    "lead.select_of_customer",
    "SELECT id FROM leads FORCE INDEX (idx_customer_id_update_time) WHERE tenant_id = ? "
    "AND live = 1 AND customer_id = ? ORDER BY update_time DESC, id DESC LIMIT ?"};
const db::Query kSelectCustomer{"lead.select_customer",
                                "SELECT customer_id FROM leads WHERE tenant_id = ? AND id = ?"};
const db::InsertQuery kPutJoin{"behavior_join.put",
                               "INSERT INTO behavior_joins (tenant_id, lead_id, stamp) VALUES ",
                               " ON DUPLICATE KEY UPDATE stamp = VALUES(stamp)"};
const db::Query kNextJoin{
    "behavior_join.next",
    "SELECT tenant_id, lead_id, stamp FROM behavior_joins WHERE tenant_id > ? OR "
    "(tenant_id = ? AND lead_id > ?) ORDER BY tenant_id, lead_id LIMIT 1",
    /*infrastructure=*/true};
const db::Query kTakeJoin{
    "behavior_join.take",
    "DELETE FROM behavior_joins WHERE tenant_id = ? AND lead_id = ? AND stamp = ?"};

// Nil of NULL.
absl::StatusOr<Uuid> IdAt(const db::Row& row, size_t column) {
  return row.IsNull(column) ? absl::StatusOr<Uuid>(Uuid()) : Uuid::FromBytes(row.String(column));
}

db::Value NilAsNull(const Uuid& id) { return id.IsNil() ? db::Value() : db::Value(id.bytes()); }

absl::StatusOr<Tie> TieAt(const db::Row& row, size_t column) {
  Tie tie;
  GUANXI_ASSIGN_OR_RETURN(tie.lead, IdAt(row, column));
  GUANXI_ASSIGN_OR_RETURN(tie.customer, IdAt(row, column + 1));
  return tie;
}

}  // namespace

absl::StatusOr<std::map<std::string, Tie>> SelectTies(db::Transaction& tx, const Uuid& tenant,
                                                      const std::set<std::string>& keys) {
  std::map<std::string, Tie> ties;
  if (keys.empty()) return ties;
  const size_t count = resource::MarksFor(keys.size());
  std::vector<db::Value> values = {tenant.bytes()};
  for (const std::string& key : keys) values.emplace_back(key);
  values.resize(1 + count, db::Value(nullptr));
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(SelectByKeys(count), values));
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(ties[std::string(row.String(0))], TieAt(row, 1));
  }
  return ties;
}

absl::StatusOr<Tie> PutTie(db::Transaction& tx, const Uuid& tenant, const Uuid& visitor,
                           const std::string& key, const std::optional<Tie>& tie) {
  const std::vector<db::Value> id = {tenant.bytes(), visitor.bytes()};
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kSelectTie, id));
  Tie before;
  if (!rows.empty()) {
    GUANXI_ASSIGN_OR_RETURN(before, TieAt(rows[0], 0));
  }
  if (!tie.has_value()) {
    GUANXI_RETURN_IF_ERROR(tx.Execute(kRemoveTie, id).status());
    return before;
  }
  GUANXI_RETURN_IF_ERROR(tx.InsertRows(kPutTie, {{tenant.bytes(), visitor.bytes(), key,
                                                  NilAsNull(tie->lead), NilAsNull(tie->customer)}})
                             .status());
  return before;
}

absl::StatusOr<std::vector<std::string>> SelectVisitorKeys(db::Transaction& tx, const Uuid& tenant,
                                                           const Tie& tie) {
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      tx.Select(kSelectKeys, {tenant.bytes(), NilAsNull(tie.lead), kMostVisitors, tenant.bytes(),
                              NilAsNull(tie.customer), kMostVisitors}));
  std::vector<std::string> keys;
  for (const db::Row row : rows) keys.emplace_back(row.String(0));
  if (keys.size() > size_t{kMostVisitors}) keys.resize(kMostVisitors);
  return keys;
}

absl::StatusOr<std::vector<Uuid>> SelectLeadsOfCustomer(db::Transaction& tx, const Uuid& tenant,
                                                        const Uuid& customer) {
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      tx.Select(kSelectLeads, {tenant.bytes(), customer.bytes(), kMostLeadsOfCustomer}));
  std::vector<Uuid> leads;
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(leads.emplace_back(), Uuid::FromBytes(row.String(0)));
  }
  return leads;
}

absl::StatusOr<std::set<Uuid>> SelectLeadsOfTie(db::Transaction& tx, const Uuid& tenant,
                                                const Tie& tie) {
  std::set<Uuid> leads;
  if (!tie.lead.IsNil()) leads.insert(tie.lead);
  if (tie.customer.IsNil()) return leads;
  GUANXI_ASSIGN_OR_RETURN(const auto found, SelectLeadsOfCustomer(tx, tenant, tie.customer));
  leads.insert(found.begin(), found.end());
  return leads;
}

absl::StatusOr<Uuid> SelectCustomerOf(db::Transaction& tx, const Uuid& tenant, const Uuid& lead) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(kSelectCustomer, {tenant.bytes(), lead.bytes()}));
  return rows.empty() ? absl::StatusOr<Uuid>(Uuid()) : IdAt(rows[0], 0);
}

absl::Status PutJoin(UnitOfWork& work, const Uuid& lead) {
  const Uuid stamp = work.environment().uuids().Next();
  return work.tx()
      .InsertRows(kPutJoin, {{work.principal().tenant.bytes(), lead.bytes(), stamp.bytes()}})
      .status();
}

absl::Status JoinWritten(UnitOfWork& work, ChangeKind kind, const Lead* old, const Lead& next) {
  const bool differs =
      resource::StatesValues(kind) && (old == nullptr ? "" : old->customer()) != next.customer();
  if (!differs && kind != ChangeKind::kUndeleted) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, resource::ParseReference("leads", next.name()));
  return PutJoin(work, id);
}

absl::StatusOr<std::optional<Join>> NextJoin(db::Transaction& tx,
                                             const std::pair<Uuid, Uuid>& after) {
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      tx.Select(kNextJoin, {after.first.bytes(), after.first.bytes(), after.second.bytes()}));
  if (rows.empty()) return std::optional<Join>();
  Join join;
  GUANXI_ASSIGN_OR_RETURN(join.tenant, Uuid::FromBytes(rows[0].String(0)));
  GUANXI_ASSIGN_OR_RETURN(join.lead, Uuid::FromBytes(rows[0].String(1)));
  GUANXI_ASSIGN_OR_RETURN(join.stamp, Uuid::FromBytes(rows[0].String(2)));
  return std::optional<Join>(join);
}

absl::StatusOr<bool> TakeJoin(db::Transaction& tx, const Join& join) {
  GUANXI_ASSIGN_OR_RETURN(
      const int64_t taken,
      tx.Execute(kTakeJoin, {join.tenant.bytes(), join.lead.bytes(), join.stamp.bytes()}));
  return taken > 0;
}

std::vector<db::Query> BehaviorTieQueries() {
  return {SelectByKeys(2), kSelectTie,      kRemoveTie, kSelectKeys,
          kSelectLeads,    kSelectCustomer, kNextJoin,  kTakeJoin};
}

std::vector<db::InsertQuery> BehaviorTieInserts() { return {kPutTie, kPutJoin}; }

}  // namespace guanxi::lead
