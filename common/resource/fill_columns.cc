#include "common/resource/fill_columns.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/db/driver_error.h"
#include "common/resource/row_codec.h"
#include "common/resource/side_rows.h"

namespace guanxi::resource {
namespace {

constexpr int64_t kBatch = 100;
constexpr char kGuardKind[] = "filled";

// The guard is of no tenant: its tenant_id is nil.
const db::Query& SelectFilled() {
  static const auto* const query = new db::Query{
      "fill.select_filled",
      "SELECT g.counter FROM guards g WHERE g.tenant_id = ? AND g.kind = ? AND g.guard_key = ?"};
  return *query;
}

const db::InsertQuery& InsertFilled() {
  static const auto* const insert = new db::InsertQuery{
      "fill.insert_filled", "INSERT INTO guards (tenant_id, kind, guard_key, counter) VALUES ",
      " ON DUPLICATE KEY UPDATE counter = VALUES(counter)"};
  return *insert;
}

// A writer may have been there first.
const db::InsertQuery& InsertSetRows() {
  static const auto* const insert =
      new db::InsertQuery{"fill.insert_set_values", SetTable().insert.head,
                          " ON DUPLICATE KEY UPDATE live = VALUES(live)"};
  return *insert;
}

db::Query NextTenant(const ResourceType& type) {
  return {absl::StrCat(type.singular(), ".fill_next_tenant"),
          absl::StrCat("SELECT MIN(tenant_id) FROM ", type.table(), " WHERE tenant_id > ?"),
          /*infrastructure=*/true};
}

// Locked, so that no writer takes a row's set apart meanwhile.
db::Query SelectBehind(const ResourceType& type) {
  return {absl::StrCat(type.singular(), ".fill_select"),
          absl::StrCat("SELECT ", RowColumns(type, "t"), " FROM ", type.table(),
                       " t WHERE t.tenant_id = ? AND t.id > ? ORDER BY t.id LIMIT ? FOR UPDATE")};
}

class Filler {
 public:
  Filler(db::Database* database, const Resource& resource, FillStep mend, FillStep yield)
      : database_(database),
        resource_(resource),
        type_(resource.type()),
        mend_(mend),
        yield_(yield) {}

  absl::StatusOr<int64_t> FillAll() {
    int64_t total = 0;
    for (Uuid tenant;;) {
      bool found = false;
      GUANXI_RETURN_IF_ERROR(FindNextTenant(&tenant, &found));
      if (!found) return total;
      Uuid last, end;
      for (int64_t rows = kBatch; rows == kBatch; total += rows, last = end) {
        GUANXI_RETURN_IF_ERROR(
            database_->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
              end = last;  // the transaction may run again
              GUANXI_ASSIGN_OR_RETURN(rows, FillBatch(tx, tenant, &end));
              return absl::OkStatus();
            }));
      }
    }
  }

 private:
  absl::Status FindNextTenant(Uuid* tenant, bool* found) {
    return database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
      GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(NextTenant(type_), {tenant->bytes()}));
      *found = !rows[0].IsNull(0);
      if (!*found) return absl::OkStatus();
      GUANXI_ASSIGN_OR_RETURN(*tenant, Uuid::FromBytes(rows[0].String(0)));
      return absl::OkStatus();
    });
  }

  // The number of rows that were found behind `*last`, which becomes the id of their last.
  absl::StatusOr<int64_t> FillBatch(db::Transaction& tx, const Uuid& tenant, Uuid* last) {
    GUANXI_ASSIGN_OR_RETURN(
        const db::Rows rows,
        tx.Select(SelectBehind(type_), {tenant.bytes(), last->bytes(), kBatch}));
    std::vector<std::vector<db::Value>> of_sets;
    for (const db::Row row : rows) {
      GUANXI_ASSIGN_OR_RETURN(const Stored stored, DecodeRow(type_, row));
      if (mend_ != nullptr) mend_(stored.message.get());
      absl::Status written = Write(tx, tenant, stored);
      if (yield_ != nullptr && db::DuplicateKey(written).has_value()) {
        yield_(stored.message.get());
        written = Write(tx, tenant, stored);
      }
      GUANXI_RETURN_IF_ERROR(written);
      for (const auto& value : SetRows(type_, *stored.message, stored.live)) {
        std::vector<db::Value> set_row = SideTable::Key(tenant, type_, stored.name.id);
        set_row.insert(set_row.end(), value.begin(), value.end());
        of_sets.push_back(std::move(set_row));
      }
      *last = stored.name.id;
    }
    if (!of_sets.empty()) GUANXI_RETURN_IF_ERROR(tx.InsertRows(InsertSetRows(), of_sets).status());
    return static_cast<int64_t>(rows.size());
  }

  absl::Status Write(db::Transaction& tx, const Uuid& tenant, const Stored& row) {
    GUANXI_ASSIGN_OR_RETURN(auto values, UpdateValues(type_, row));
    values.emplace_back(tenant.bytes());
    values.emplace_back(row.name.id.bytes());
    values.emplace_back(row.version);
    return tx.Execute(resource_.update(), values).status();
  }

  db::Database* const database_;
  const Resource& resource_;
  const ResourceType& type_;
  const FillStep mend_;
  const FillStep yield_;
};

}  // namespace

absl::StatusOr<int64_t> FillColumns(db::Database* database, const Resource& resource, int version,
                                    FillStep mend, FillStep yield) {
  const std::string key = absl::StrCat(resource.type().table(), ".", version);
  bool is_filled = false;
  GUANXI_RETURN_IF_ERROR(
      database->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                                tx.Select(SelectFilled(), {Uuid().bytes(), kGuardKind, key}));
        is_filled = !rows.empty();
        return absl::OkStatus();
      }));
  if (is_filled) return 0;
  GUANXI_ASSIGN_OR_RETURN(const int64_t rows, Filler(database, resource, mend, yield).FillAll());
  GUANXI_RETURN_IF_ERROR(database->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) {
    return tx.InsertRows(InsertFilled(), {{Uuid().bytes(), kGuardKind, key, 1}}).status();
  }));
  return rows;
}

std::vector<db::Query> FillQueries(const Resource& resource) {
  return {SelectFilled(), NextTenant(resource.type()), SelectBehind(resource.type())};
}

std::vector<db::InsertQuery> FillInserts() { return {InsertFilled(), InsertSetRows()}; }

}  // namespace guanxi::resource
