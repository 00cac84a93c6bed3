#include "customer-svc/customer_lookup.h"

#include "common/base/status_macros.h"
#include "common/resource/id_marks.h"
#include "common/resource/side_rows.h"

namespace guanxi::customer {
namespace {

using resource::KeyKind;

// Ids of customers. The indexes are named: where statistics lag behind, others look cheaper.
db::Query SelectByCreditCode() {
  return {"customer.lookup_credit_code",
          "SELECT id FROM customers FORCE INDEX (idx_credit_code_update_time) WHERE tenant_id = ? "
          "AND live = 1 AND credit_code = ? "
          "ORDER BY update_time, id LIMIT ?"};
}

db::Query SelectCustomersByKey() {
  return {"customer.lookup_key",
          "SELECT r.id FROM search_keys k "
          "STRAIGHT_JOIN customers r FORCE INDEX (PRIMARY) ON r.tenant_id = k.tenant_id AND r.id = "
          "k.id "
          "WHERE k.tenant_id = ? AND k.type = ? AND k.kind = ? AND k.digest = ? AND r.live = 1 "
          "ORDER BY k.id LIMIT ?"};
}

// Ids of customers, each with that of one of its contacts.
db::Query SelectContactsByKey() {
  return {
      "contact.lookup_key",
      "SELECT r.parent_id, r.id FROM search_keys k "
      "STRAIGHT_JOIN contacts r FORCE INDEX (PRIMARY) ON r.tenant_id = k.tenant_id AND r.id = k.id "
      "STRAIGHT_JOIN customers c FORCE INDEX (PRIMARY) ON c.tenant_id = r.tenant_id AND c.id = "
      "r.parent_id "
      "WHERE k.tenant_id = ? AND k.type = ? AND k.kind = ? AND k.digest = ? AND r.live = 1 "
      "AND c.live = 1 ORDER BY k.id LIMIT ?"};
}

// Puts what the rows name under the key.
absl::Status Note(const db::Rows& rows, const LookupKey& key, KnownCustomers* known) {
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid customer, Uuid::FromBytes(row.String(0)));
    KnownCustomer& one = (*known)[customer];
    one.keys.insert(key.path);
    if (row.size() == 1) continue;
    GUANXI_ASSIGN_OR_RETURN(const Uuid contact, Uuid::FromBytes(row.String(1)));
    one.contacts.insert(contact);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<KnownCustomers> FindByKeys(db::Transaction& tx, const Uuid& tenant,
                                          const std::string& blind_index_key,
                                          const Resources& resources,
                                          absl::Span<const LookupKey> keys) {
  const resource::BlindIndex index(blind_index_key, tenant);
  KnownCustomers known;
  for (const LookupKey& key : keys) {
    if (key.kind == LookupKey::Kind::kCreditCode) {
      GUANXI_ASSIGN_OR_RETURN(
          const db::Rows rows,
          tx.Select(SelectByCreditCode(), {tenant.bytes(), key.value, kMaxFoundByKey}));
      GUANXI_RETURN_IF_ERROR(Note(rows, key, &known));
      continue;
    }
    const KeyKind kind = key.kind == LookupKey::Kind::kPhone ? KeyKind::kPhone : KeyKind::kEmail;
    const std::string digest = index.Digest(kind, key.value);
    const auto values = [&](const resource::Resource& resource) -> std::vector<db::Value> {
      return {tenant.bytes(), resource.type().number(), static_cast<int>(kind), digest,
              kMaxFoundByKey};
    };
    GUANXI_ASSIGN_OR_RETURN(const db::Rows customers,
                            tx.Select(SelectCustomersByKey(), values(*resources.customers)));
    GUANXI_RETURN_IF_ERROR(Note(customers, key, &known));
    GUANXI_ASSIGN_OR_RETURN(const db::Rows contacts,
                            tx.Select(SelectContactsByKey(), values(*resources.contacts)));
    GUANXI_RETURN_IF_ERROR(Note(contacts, key, &known));
  }
  return known;
}

absl::StatusOr<std::set<Uuid>> InScope(db::Transaction& tx, const Uuid& tenant,
                                       const resource::RowScope& scope,
                                       const KnownCustomers& known) {
  std::vector<Uuid> ids;
  for (const auto& [id, found] : known) ids.push_back(id);
  if (scope.has_all() || ids.empty()) return std::set<Uuid>(ids.begin(), ids.end());
  const size_t marks = resource::MarksFor(ids.size());
  std::vector<db::Value> values = {tenant.bytes()};
  resource::AppendIds(ids, marks, &values);
  const db::Query query = scope.SelectAmong(marks, &values);
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(query, values));
  std::set<Uuid> in_scope;
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
    in_scope.insert(id);
  }
  return in_scope;
}

std::vector<db::Query> LookupQueries() {
  return {SelectByCreditCode(), SelectCustomersByKey(), SelectContactsByKey()};
}

}  // namespace guanxi::customer
