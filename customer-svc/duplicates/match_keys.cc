#include "customer-svc/duplicates/match_keys.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/crypto/digest.h"
#include "common/resource/environment.h"
#include "common/resource/id_marks.h"
#include "common/resource/resource_name.h"
#include "customer-svc/dedupe/blocking.h"
#include "customer-svc/dedupe/customer_record.h"

namespace guanxi::customer {
namespace {

using resource::ChangeKind;
using v1::Customer;

// Of so many customers at once.
constexpr size_t kMarks = 200;

const db::InsertQuery kInsert{"match_key.insert",
                              "INSERT INTO match_keys (tenant_id, match_key, customer_id) VALUES ",
                              " ON DUPLICATE KEY UPDATE customer_id = VALUES(customer_id)"};

const db::Query kErase{
    "match_key.erase",
    "DELETE FROM match_keys WHERE tenant_id = ? AND match_key = ? AND customer_id = ?"};

const db::Query kEraseAll{"match_key.erase_all",
                          "DELETE FROM match_keys WHERE tenant_id = ? AND customer_id = ?"};

const db::Query kSelectHolders{"match_key.holders",
                               "SELECT customer_id FROM match_keys WHERE tenant_id = ? AND "
                               "match_key = ? ORDER BY customer_id LIMIT ?"};

const db::Query& SelectOfMany() {
  static const auto* const query = new db::Query{
      "match_key.select_of_many",
      absl::StrCat("SELECT customer_id, match_key FROM match_keys FORCE INDEX (idx_customer_id) "
                   "WHERE tenant_id = ? AND customer_id IN (",
                   resource::Marks(kMarks), ")")};
  return *query;
}

// What keys are made of.
std::string Matter(const Customer& customer) {
  Customer kept;
  kept.set_type(customer.type());
  kept.set_display_name(customer.display_name());
  kept.set_normalized_name(customer.normalized_name());
  kept.set_city(customer.city());
  *kept.mutable_aliases() = customer.aliases();
  *kept.mutable_phones() = customer.phones();
  *kept.mutable_emails() = customer.emails();
  *kept.mutable_addresses() = customer.addresses();
  if (customer.has_organization()) *kept.mutable_organization() = customer.organization();
  if (customer.has_person()) *kept.mutable_person() = customer.person();
  return kept.SerializeAsString();
}

std::vector<std::string> Without(const std::set<std::string>& from,
                                 const std::set<std::string>& taken) {
  std::vector<std::string> left;
  std::set_difference(from.begin(), from.end(), taken.begin(), taken.end(),
                      std::back_inserter(left));
  return left;
}

// Removes what one customer's rows are not to be any more, and adds to `rows` what they are to be.
// How many were removed.
absl::StatusOr<int64_t> Change(db::Transaction& tx, const Uuid& tenant, const Uuid& customer,
                               const std::set<std::string>& old, const std::set<std::string>& next,
                               std::vector<std::vector<db::Value>>* rows) {
  const std::vector<std::string> gone = Without(old, next);
  for (const std::string& key : gone) {
    GUANXI_RETURN_IF_ERROR(tx.Execute(kErase, {tenant.bytes(), key, customer.bytes()}).status());
  }
  for (const std::string& key : Without(next, old)) {
    rows->push_back({tenant.bytes(), key, customer.bytes()});
  }
  return static_cast<int64_t>(gone.size());
}

}  // namespace

std::string FirstExactKey() {
  std::string key(kMatchKeyBytes, '\0');
  key[0] = static_cast<char>(0x80);
  return key;
}

std::string MatchKeys::Digest(absl::string_view sort, absl::string_view value,
                              bool is_exact) const {
  std::string digest = crypto::BlindIndex(secret_, sort, absl::StrCat(tenant_.bytes(), value))
                           .substr(0, kMatchKeyBytes);
  const auto first = static_cast<unsigned char>(digest[0]);
  digest[0] = static_cast<char>(is_exact ? first | 0x80U : first & 0x7fU);
  return digest;
}

std::string MatchKeys::Exact(const RuleKey& key) const {
  return Digest(absl::StrCat("rule_", static_cast<int>(key.key)), key.value, /*is_exact=*/true);
}

std::vector<std::string> MatchKeys::ForCandidates(const Customer& customer) const {
  const std::string sort = absl::StrCat("match_", static_cast<int>(customer.type()));
  std::vector<std::string> keys;
  for (const uint64_t key :
       dedupe::KeysOf(dedupe::SchemaOf(customer.type()), dedupe::RecordOf(customer))) {
    keys.push_back(Digest(sort, absl::StrCat(key), /*is_exact=*/false));
  }
  return keys;
}

std::set<std::string> MatchKeys::Of(const Customer& customer) const {
  const std::vector<std::string> found = ForCandidates(customer);
  std::set<std::string> keys(found.begin(), found.end());
  for (const RuleKey& key : RuleKeysOf(customer)) keys.insert(Exact(key));
  return keys;
}

absl::Status WriteMatchKeys(resource::UnitOfWork& work, ChangeKind kind, const Customer* old,
                            const Customer& next) {
  const Uuid& tenant = work.principal().tenant;
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, resource::ParseReference("customers", next.name()));
  if (kind == ChangeKind::kDeleted) {
    // What the same unit of work added goes, too.
    GUANXI_RETURN_IF_ERROR(work.SendBeside());
    return work.tx().Execute(kEraseAll, {tenant.bytes(), id.bytes()}).status();
  }
  const bool is_update = kind == ChangeKind::kUpdated && old != nullptr;
  if (is_update && Matter(*old) == Matter(next)) return absl::OkStatus();
  const MatchKeys keys(work.environment().blind_index_key(), tenant);
  std::set<std::string> before;
  if (is_update) {
    before = keys.Of(*old);
    GUANXI_RETURN_IF_ERROR(work.SendBeside());
  }
  std::vector<std::vector<db::Value>> rows;
  GUANXI_RETURN_IF_ERROR(Change(work.tx(), tenant, id, before, keys.Of(next), &rows).status());
  for (std::vector<db::Value>& row : rows) work.AddBeside(kInsert, std::move(row));
  return absl::OkStatus();
}

absl::StatusOr<int64_t> RewriteMatchKeys(db::Transaction& tx, const MatchKeys& keys,
                                         const Uuid& tenant,
                                         const std::map<Uuid, const Customer*>& customers) {
  std::map<Uuid, std::set<std::string>> stored;
  std::vector<Uuid> ids;
  for (const auto& [id, customer] : customers) ids.push_back(id);
  for (size_t first = 0; first < ids.size(); first += kMarks) {
    std::vector<db::Value> values = {tenant.bytes()};
    resource::AppendIds(absl::MakeConstSpan(ids).subspan(first, kMarks), kMarks, &values);
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(SelectOfMany(), values));
    for (const db::Row row : rows) {
      GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
      stored[id].insert(std::string(row.String(1)));
    }
  }
  int64_t removed = 0;
  std::vector<std::vector<db::Value>> rows;
  for (const auto& [id, customer] : customers) {
    GUANXI_ASSIGN_OR_RETURN(const int64_t gone,
                            Change(tx, tenant, id, stored[id], keys.Of(*customer), &rows));
    removed += gone;
  }
  if (!rows.empty()) GUANXI_RETURN_IF_ERROR(tx.InsertRows(kInsert, rows).status());
  return removed + static_cast<int64_t>(rows.size());
}

absl::StatusOr<std::vector<Uuid>> HoldersOf(db::Transaction& tx, const Uuid& tenant,
                                            const std::string& key, int limit) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(kSelectHolders, {tenant.bytes(), key, limit}));
  std::vector<Uuid> holders;
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
    holders.push_back(id);
  }
  return holders;
}

std::vector<db::Query> MatchKeyQueries() {
  return {kErase, kEraseAll, kSelectHolders, SelectOfMany()};
}

}  // namespace guanxi::customer
