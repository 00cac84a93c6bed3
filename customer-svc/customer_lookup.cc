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

// As SelectCustomersByKey and SelectContactsByKey: an id is at most one record's.
db::Query SelectCustomersByExternalId() {
  return {"customer.lookup_external_id",
          "SELECT r.id FROM external_ids k "
          "STRAIGHT_JOIN customers r FORCE INDEX (PRIMARY) ON r.tenant_id = k.tenant_id AND r.id = "
          "k.id "
          "WHERE k.tenant_id = ? AND k.type = ? AND k.system = ? AND k.value = ? AND r.live = 1"};
}

db::Query SelectContactsByExternalId() {
  return {
      "contact.lookup_external_id",
      "SELECT r.parent_id, r.id FROM external_ids k "
      "STRAIGHT_JOIN contacts r FORCE INDEX (PRIMARY) ON r.tenant_id = k.tenant_id AND r.id = k.id "
      "STRAIGHT_JOIN customers c FORCE INDEX (PRIMARY) ON c.tenant_id = r.tenant_id AND c.id = "
      "r.parent_id "
      "WHERE k.tenant_id = ? AND k.type = ? AND k.system = ? AND k.value = ? AND r.live = 1 "
      "AND c.live = 1"};
}

// Of one tenant, in one transaction.
class Finder {
 public:
  Finder(db::Transaction& tx, const Uuid& tenant, const std::string& blind_index_key,
         const Resources& resources)
      : tx_(tx), tenant_(tenant), index_(blind_index_key, tenant), resources_(resources) {}

  absl::Status Add(const LookupKey& key, KnownCustomers* known) const {
    switch (key.kind) {
      case LookupKey::Kind::kPhone:
        return AddByDigest(key, KeyKind::kPhone, known);
      case LookupKey::Kind::kEmail:
        return AddByDigest(key, KeyKind::kEmail, known);
      case LookupKey::Kind::kExternalId:
        return AddByExternalId(key, known);
      case LookupKey::Kind::kCreditCode:
        return Add(SelectByCreditCode(), {tenant_.bytes(), key.value, kMaxFoundByKey}, key, known);
      case LookupKey::Kind::kName:
        return AddByName(key, known);
    }
    return absl::InternalError("a kind of keys is not known");
  }

 private:
  absl::Status Add(const db::Query& query, const std::vector<db::Value>& values,
                   const LookupKey& key, KnownCustomers* known) const {
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx_.Select(query, values));
    return Note(rows, key, known);
  }

  absl::Status AddByDigest(const LookupKey& key, KeyKind kind, KnownCustomers* known) const {
    const std::string digest = index_.Digest(kind, key.value);
    const auto values = [&](const resource::Resource& resource) -> std::vector<db::Value> {
      return {tenant_.bytes(), resource.type().number(), static_cast<int>(kind), digest,
              kMaxFoundByKey};
    };
    GUANXI_RETURN_IF_ERROR(Add(SelectCustomersByKey(), values(*resources_.customers), key, known));
    return Add(SelectContactsByKey(), values(*resources_.contacts), key, known);
  }

  absl::Status AddByExternalId(const LookupKey& key, KnownCustomers* known) const {
    const auto values = [&](const resource::Resource& resource) -> std::vector<db::Value> {
      return {tenant_.bytes(), resource.type().number(), key.system, key.value};
    };
    GUANXI_RETURN_IF_ERROR(
        Add(SelectCustomersByExternalId(), values(*resources_.customers), key, known));
    return Add(SelectContactsByExternalId(), values(*resources_.contacts), key, known);
  }

  // The index holds rows of live ones alone.
  absl::Status AddByName(const LookupKey& key, KnownCustomers* known) const {
    GUANXI_ASSIGN_OR_RETURN(
        const std::vector<Uuid> ids,
        resources_.customers->search().FindWhole(tx_, tenant_, key.value, kMaxFoundByKey));
    for (const Uuid& id : ids) (*known)[id].keys.insert(key.path);
    return absl::OkStatus();
  }

  db::Transaction& tx_;
  const Uuid& tenant_;
  const resource::BlindIndex index_;
  const Resources& resources_;
};

}  // namespace

absl::StatusOr<KnownCustomers> FindByKeys(db::Transaction& tx, const Uuid& tenant,
                                          const std::string& blind_index_key,
                                          const Resources& resources,
                                          absl::Span<const LookupKey> keys) {
  const Finder finder(tx, tenant, blind_index_key, resources);
  KnownCustomers known, namesakes;
  for (const LookupKey& key : keys) {
    const bool is_name = key.kind == LookupKey::Kind::kName;
    GUANXI_RETURN_IF_ERROR(finder.Add(key, is_name ? &namesakes : &known));
  }
  if (known.empty()) return namesakes;
  // Of who has another key it is said that he has the name, too.
  for (auto& [id, found] : known) {
    const auto namesake = namesakes.find(id);
    if (namesake == namesakes.end()) continue;
    found.keys.insert(namesake->second.keys.begin(), namesake->second.keys.end());
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
  return {SelectByCreditCode(), SelectCustomersByKey(), SelectContactsByKey(),
          SelectCustomersByExternalId(), SelectContactsByExternalId()};
}

}  // namespace guanxi::customer
