#include "customer-svc/duplicates/scan_pairs.h"

#include <cstdint>
#include <string>
#include <tuple>

#include "common/base/status_macros.h"

namespace guanxi::customer {
namespace {

const db::InsertQuery kAdd{
    "duplicate_pair.add",
    "INSERT INTO duplicate_pairs (tenant_id, scan_id, kind, first_id, second_id) VALUES ",
    " ON DUPLICATE KEY UPDATE kind = VALUES(kind)"};

const db::Query kSelectFirsts{
    "duplicate_pair.firsts",
    "SELECT DISTINCT first_id FROM duplicate_pairs WHERE tenant_id = ? AND scan_id = ? AND "
    "kind = ? AND first_id > ? ORDER BY first_id LIMIT ?"};

const db::Query kSelectSeconds{
    "duplicate_pair.seconds",
    "SELECT second_id FROM duplicate_pairs WHERE tenant_id = ? AND scan_id = ? AND kind = ? AND "
    "first_id = ? ORDER BY second_id LIMIT 500"};

const db::Query kSelectFirstsOf{
    "duplicate_pair.firsts_of",
    "SELECT first_id FROM duplicate_pairs FORCE INDEX (idx_second_id) WHERE tenant_id = ? AND "
    "scan_id = ? AND kind = ? AND second_id = ? ORDER BY first_id LIMIT 500"};

const db::Query kRemove{
    "duplicate_pair.remove",
    "DELETE FROM duplicate_pairs WHERE tenant_id = ? AND scan_id = ? LIMIT 5000"};
const db::Query kRemoveOld{
    "duplicate_pair.remove_old",
    "DELETE FROM duplicate_pairs WHERE tenant_id = ? AND scan_id < ? LIMIT 5000"};

absl::StatusOr<std::vector<Uuid>> Ids(const absl::StatusOr<db::Rows>& rows) {
  GUANXI_RETURN_IF_ERROR(rows.status());
  std::vector<Uuid> ids;
  for (const db::Row row : *rows) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
    ids.push_back(id);
  }
  return ids;
}

// Before all ids that were made from this millisecond on (UUID version 7).
std::string FirstIdAt(absl::Time time) {
  const int64_t millis = absl::ToUnixMillis(time);
  std::string bytes(16, '\0');
  for (int i = 0; i < 6; ++i) bytes[i] = static_cast<char>(millis >> (8 * (5 - i)));
  return bytes;
}

}  // namespace

bool AlikePair::operator<(const AlikePair& other) const {
  return std::tie(kind, first, second) < std::tie(other.kind, other.first, other.second);
}

absl::Status ScanPairs::Add(db::Transaction& tx, const std::set<AlikePair>& pairs) const {
  if (pairs.empty()) return absl::OkStatus();
  std::vector<std::vector<db::Value>> rows;
  for (const AlikePair& pair : pairs) {
    rows.push_back({tenant_.bytes(), scan_.bytes(), static_cast<int>(pair.kind), pair.first.bytes(),
                    pair.second.bytes()});
  }
  return tx.InsertRows(kAdd, rows).status();
}

absl::StatusOr<std::vector<Uuid>> ScanPairs::Firsts(db::Transaction& tx, PairKind kind,
                                                    const Uuid& after, int limit) const {
  return Ids(tx.Select(kSelectFirsts, {tenant_.bytes(), scan_.bytes(), static_cast<int>(kind),
                                       after.bytes(), limit}));
}

absl::StatusOr<std::vector<Uuid>> ScanPairs::Seconds(db::Transaction& tx, PairKind kind,
                                                     const Uuid& first) const {
  return Ids(tx.Select(kSelectSeconds,
                       {tenant_.bytes(), scan_.bytes(), static_cast<int>(kind), first.bytes()}));
}

absl::StatusOr<std::vector<Uuid>> ScanPairs::FirstsOf(db::Transaction& tx, PairKind kind,
                                                      const Uuid& second) const {
  return Ids(tx.Select(kSelectFirstsOf,
                       {tenant_.bytes(), scan_.bytes(), static_cast<int>(kind), second.bytes()}));
}

absl::StatusOr<bool> ScanPairs::Remove(db::Transaction& tx, absl::Time time) const {
  GUANXI_ASSIGN_OR_RETURN(const int64_t own, tx.Execute(kRemove, {tenant_.bytes(), scan_.bytes()}));
  GUANXI_ASSIGN_OR_RETURN(const int64_t old,
                          tx.Execute(kRemoveOld, {tenant_.bytes(), FirstIdAt(time)}));
  return own > 0 || old > 0;
}

std::vector<db::Query> ScanPairQueries() {
  return {kSelectFirsts, kSelectSeconds, kSelectFirstsOf, kRemove, kRemoveOld};
}

}  // namespace guanxi::customer
