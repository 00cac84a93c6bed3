#include "common/pools/claim_facts.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/policy/rights.h"
#include "common/pools/pooled_writes.h"

namespace guanxi::pools {
namespace {

using resource::Stored;
using resource::UnitOfWork;

// What an outer FOR UPDATE holds is its own row: subqueries read what is committed, all of them as
// of one moment.
db::Query QueryOf(const resource::Resource& records, const db::Query& behind_in_hand) {
  constexpr absl::string_view kGuard =
      " FROM guards g WHERE g.tenant_id = t.tenant_id AND g.kind = ? AND g.guard_key = ";
  return records.LockWith(
      absl::StrCat(records.type().singular(), ".lock_to_claim"),
      absl::StrCat("(SELECT p.version FROM pools p WHERE p.tenant_id = t.tenant_id AND "
                   "p.id = t.pool_id AND p.live = 1), (SELECT g.use_time",
                   kGuard, "?), (SELECT g.counter", kGuard, "CONCAT(?, LOWER(HEX(t.pool_id)))), (",
                   behind_in_hand.sql, ")"));
}

}  // namespace

std::string DayKey(const Uuid& user, const Uuid& pool) {
  return absl::StrCat(absl::BytesToHexString(user.bytes()), absl::BytesToHexString(pool.bytes()));
}

ClaimReading::ClaimReading(const resource::Resource* records, const db::Query& behind_in_hand,
                           std::vector<db::Value> in_hand_values)
    : records_(records),
      query_(QueryOf(*records, behind_in_hand)),
      in_hand_values_(std::move(in_hand_values)) {}

absl::StatusOr<ClaimReading::Found> ClaimReading::Read(UnitOfWork& work,
                                                       const resource::ResourceName& name,
                                                       int in_hand) const {
  const Uuid& user = work.principal().rights->user();
  UnitOfWork::Beside beside;
  beside.query = query_;
  beside.values = {kHandGuard,
                   user.ToString(),
                   kDayCount,
                   absl::BytesToHexString(user.bytes()),
                   work.principal().tenant.bytes(),
                   user.bytes()};
  beside.values.insert(beside.values.end(), in_hand_values_.begin(), in_hand_values_.end());
  beside.values.emplace_back(std::max(in_hand, 1) - 1);
  Found found;
  GUANXI_ASSIGN_OR_RETURN(found.row, work.GetLive(*records_, name, &beside));
  if (beside.rows.empty()) return found;
  const db::Row row = beside.rows[0];
  size_t column = resource::kRowColumns;
  ClaimFacts& facts = found.facts.emplace();
  if (!row.IsNull(column)) facts.pool_version = row.Int64(column);
  if (!row.IsNull(++column)) facts.taken = row.Time(column);
  facts.day_counter = row[++column];
  facts.asked_in_hand = in_hand;
  facts.is_hand_full = !row.IsNull(++column);
  return found;
}

}  // namespace guanxi::pools
