#include "bench/stored_customers.h"

#include <map>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/crypto/digest.h"

namespace guanxi::bench {
namespace {

// A table, how its rows `t` belong to customers, and the customer's id.
struct Source {
  const char* table;
  const char* join;
  const char* customer;
};
constexpr Source kSources[] = {
    {"customers", "", "t.id"},
    {"external_ids", "", "t.id"},
    {"search_keys", "", "t.id"},
    {"search_rows", "", "t.id"},
    {"ownership_records", "", "t.parent_id"},
    {"changes",
     " LEFT JOIN ownership_records o ON o.tenant_id = t.tenant_id AND o.id = t.resource_id",
     "COALESCE(o.parent_id, t.resource_id)"},
    {"outbox",
     " JOIN changes c ON c.tenant_id = t.tenant_id AND c.event_id = t.event_id"
     " LEFT JOIN ownership_records o ON o.tenant_id = c.tenant_id AND o.id = c.resource_id",
     "COALESCE(o.parent_id, c.resource_id)"},
    {"request_log",
     " JOIN customers c ON c.tenant_id = t.tenant_id AND c.live = 1"
     " AND c.create_time = t.create_time",
     "c.id"},
};

absl::StatusOr<std::vector<std::string>> ReadColumns(db::Transaction& tx, const char* table) {
  const db::Query query{"bench.columns",
                        "SELECT column_name FROM information_schema.columns WHERE table_schema = "
                        "DATABASE() AND table_name = ? ORDER BY ordinal_position",
                        /*infrastructure=*/true};
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(query, {table}));
  std::vector<std::string> columns;
  for (const db::Row row : rows) columns.emplace_back(row.String(0));
  return columns;
}

// The customer's id, then the row.
db::Query SelectRows(const Source& source, const std::vector<std::string>& columns, size_t ids) {
  std::string sql =
      absl::StrCat("SELECT ", source.customer, ", t.", absl::StrJoin(columns, ", t."), " FROM ",
                   source.table, " t", source.join, " WHERE t.tenant_id = ?");
  if (ids > 0) {
    absl::StrAppend(&sql, " AND ", source.customer, " IN (?",
                    absl::StrJoin(std::vector<const char*>(ids - 1, ", ?"), ""), ")");
  }
  return {absl::StrCat("bench.read_", source.table), sql};
}

// Columns that hold ids of the customer and of what came with it.
bool IsOwnId(const std::string& column) {
  return column == "id" || column == "parent_id" || column == "event_id" || column == "root_id" ||
         column == "resource_id";
}

}  // namespace

size_t CustomerRows::Count() const {
  size_t count = 0;
  for (const auto& rows : tables) count += rows.size();
  return count;
}

absl::StatusOr<StoredCustomers> StoredCustomers::Read(db::Database* database, const Uuid& tenant,
                                                      absl::Span<const Uuid> ids) {
  std::vector<db::Value> values = {tenant.bytes()};
  for (const Uuid& id : ids) values.emplace_back(id.bytes());
  StoredCustomers stored;
  std::map<Uuid, CustomerRows> found;
  const auto body = [&](db::Transaction& tx) -> absl::Status {
    stored = StoredCustomers();
    found.clear();
    for (size_t table = 0; table < std::size(kSources); ++table) {
      const Source& source = kSources[table];
      GUANXI_ASSIGN_OR_RETURN(auto columns, ReadColumns(tx, source.table));
      GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                              tx.Select(SelectRows(source, columns, ids.size()), values));
      for (const db::Row row : rows) {
        GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
        CustomerRows& customer = found[id];
        customer.id = id;
        customer.tables.resize(std::size(kSources));
        auto& copy = customer.tables[table].emplace_back();
        for (size_t i = 1; i < row.size(); ++i) copy.push_back(row[i]);
      }
      stored.tables_.push_back({{absl::StrCat("bench.insert_", source.table),
                                 absl::StrCat("INSERT INTO ", source.table, " (",
                                              absl::StrJoin(columns, ", "), ") VALUES ")},
                                std::move(columns)});
    }
    return absl::OkStatus();
  };
  GUANXI_RETURN_IF_ERROR(database->ReadOnly({db::Lane::kJob}, body));
  for (auto& [id, customer] : found) stored.customers_.push_back(std::move(customer));
  return stored;
}

void StoredCustomers::MoveTo(const Uuid& tenant, CustomerRows* customer) {
  for (auto& rows : customer->tables) {
    for (auto& row : rows) row[0] = tenant.bytes();
  }
}

CustomerRows StoredCustomers::Renew(const CustomerRows& customer, const Uuid& id,
                                    UuidSource* uuids) const {
  const db::Value now(absl::Now());
  absl::flat_hash_map<std::string, Uuid> fresh = {{std::string(customer.id.bytes()), id}};
  CustomerRows renewed = customer;
  renewed.id = id;
  for (size_t table = 0; table < tables_.size(); ++table) {
    const auto& columns = tables_[table].columns;
    for (auto& row : renewed.tables[table]) {
      for (size_t i = 0; i < columns.size(); ++i) {
        if (IsOwnId(columns[i])) {
          const auto [entry, is_new] = fresh.try_emplace(std::get<std::string>(row[i].data()));
          if (is_new) entry->second = uuids->Next();
          row[i] = entry->second.bytes();
        } else if (columns[i] == "request_key") {
          row[i] = crypto::Sha256(id.bytes());
        } else if (columns[i] == "value") {
          row[i] = id.ToString();
        } else if (absl::EndsWith(columns[i], "_time") && !row[i].is_null()) {
          row[i] = now;
        }
      }
    }
  }
  return renewed;
}

absl::Status StoredCustomers::Insert(absl::Span<const CustomerRows> customers,
                                     db::Transaction& tx) const {
  std::vector<std::vector<db::Value>> rows;
  for (size_t table = 0; table < tables_.size(); ++table) {
    rows.clear();
    for (const CustomerRows& customer : customers) {
      const auto& own = customer.tables[table];
      rows.insert(rows.end(), own.begin(), own.end());
    }
    if (rows.empty()) continue;
    GUANXI_RETURN_IF_ERROR(tx.InsertRows(tables_[table].insert, rows).status());
  }
  return absl::OkStatus();
}

}  // namespace guanxi::bench
