#include "common/resource/list_page.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/types/span.h"
#include "common/base/status_macros.h"
#include "common/page/page_size.h"
#include "common/resource/bounded_rows.h"
#include "common/resource/list_departments.h"
#include "common/resource/list_query.h"
#include "common/resource/scope_rows.h"

namespace guanxi::resource {
namespace {

// Rows that are read at once when the first ones did not fill the page.
constexpr size_t kStep = 1000;

// A plan that would pass over rows of others reads all of the scope instead, if these are few.
absl::Status Narrow(db::Transaction& tx, const ResourceType& type, const ListSpec& spec,
                    ListPlan* plan) {
  if (!plan->passes_over) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(std::optional<ScopeIds> ids, FindNarrow(tx, type, *spec.scope, spec.narrow_scope));
  if (!ids.has_value()) return absl::OkStatus();
  ScopeBranch rows;
  rows.ids = std::move(ids->sql);
  rows.values = std::move(ids->values);
  *plan = NarrowPlan(std::move(rows));
  return absl::OkStatus();
}

class PageReader {
 public:
  PageReader(db::Transaction* tx, const ResourceType& type, const Uuid& tenant,
             const ListSpec& spec, size_t page_size)
      : tx_(*tx),
        type_(type),
        tenant_(tenant),
        spec_(spec),
        plan_(ChoosePlan(type, spec)),
        page_size_(page_size) {}

  absl::StatusOr<ListPage> Read(std::optional<page::Cursor> cursor) {
    GUANXI_RETURN_IF_ERROR(Narrow(tx_, type_, spec_, &plan_));
    // One more than the page takes tells whether another follows.
    size_t limit = StepOf(page_size_ + 1);
    for (size_t seen = 0;; limit = StepOf(kStep)) {
      GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, ReadRows(cursor, limit));
      const size_t end = Take(rows);
      if (end > 0) cursor = CursorAt(rows[end - 1]);
      GUANXI_RETURN_IF_ERROR(Decode(rows));
      seen += rows.size();
      const bool is_full = end < rows.size();
      if (!is_full && rows.size() < limit) return std::move(page_);
      if (is_full || seen >= page_size_ + kMaxPassedOver) {
        page_.next = std::move(cursor);
        return std::move(page_);
      }
    }
  }

 private:
  // How many rows are read at once, of `wanted` ones.
  size_t StepOf(size_t wanted) const {
    return HasManyDepartments(plan_) ? std::min(wanted, MaxRowsOfPage(type_, plan_)) : wanted;
  }

  absl::StatusOr<db::Rows> ReadRows(const std::optional<page::Cursor>& cursor, size_t limit) {
    ListSelect select;
    if (HasManyDepartments(plan_)) {
      GUANXI_ASSIGN_OR_RETURN(const ListPlan plan,
                              PlanOfPage(tx_, type_, tenant_, spec_, plan_, cursor, limit));
      if (plan.branches.empty()) return db::Rows();
      select = MakeListSelect(type_, tenant_, spec_, plan, cursor, limit);
    } else {
      select = MakeListSelect(type_, tenant_, spec_, plan_, cursor, limit);
    }
    return tx_.Select(select.query, select.values);
  }

  // Chooses rows until the page is full; returns how many it has looked at.
  size_t Take(const db::Rows& rows) {
    chosen_.clear();
    for (size_t i = 0; i < rows.size(); ++i) {
      if (!HasLiveParent(rows[i])) continue;
      const int64_t bytes = rows[i].Int64(kBytesColumn);
      const bool fits = bytes_ + bytes <= page::kMaxPageBytes || count_ == 0;
      if (count_ == page_size_ || !fits) return i;
      chosen_.push_back(i);
      bytes_ += bytes;
      ++count_;
    }
    return rows.size();
  }

  absl::Status Decode(const db::Rows& rows) {
    std::vector<Uuid> wide;
    for (const size_t i : chosen_) {
      if (!IsWithoutBody(rows[i])) continue;
      GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(rows[i].String(0)));
      wide.push_back(id);
    }
    GUANXI_ASSIGN_OR_RETURN(auto wide_rows, ReadWide(wide));
    for (const size_t i : chosen_) {
      if (!IsWithoutBody(rows[i])) {
        GUANXI_ASSIGN_OR_RETURN(Stored row, DecodeRow(type_, rows[i]));
        page_.rows.push_back(std::move(row));
        continue;
      }
      GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(rows[i].String(0)));
      const auto row = wide_rows.find(id);
      // Else it has left the list since.
      if (row != wide_rows.end()) page_.rows.push_back(std::move(row->second));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::map<Uuid, Stored>> ReadWide(const std::vector<Uuid>& ids) {
    std::map<Uuid, Stored> found;
    for (size_t begin = 0; begin < ids.size(); begin += kWideRowsPerSelect) {
      const ListSelect select = MakeRowsSelect(
          type_, tenant_, spec_, absl::MakeConstSpan(ids).subspan(begin, kWideRowsPerSelect));
      GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx_.Select(select.query, select.values));
      for (const db::Row row : rows) {
        GUANXI_ASSIGN_OR_RETURN(Stored stored, DecodeRow(type_, row));
        const Uuid id = stored.name.id;
        found[id] = std::move(stored);
      }
    }
    return found;
  }

  db::Transaction& tx_;
  const ResourceType& type_;
  const Uuid tenant_;
  const ListSpec& spec_;
  ListPlan plan_;
  const size_t page_size_;
  ListPage page_;
  std::vector<size_t> chosen_;
  size_t count_ = 0;
  int64_t bytes_ = 0;
};

}  // namespace

absl::StatusOr<ListPage> ReadListPage(db::Transaction& tx, const ResourceType& type,
                                      const Uuid& tenant, const ListSpec& spec,
                                      std::optional<page::Cursor> cursor, size_t page_size) {
  return PageReader(&tx, type, tenant, spec, page_size).Read(std::move(cursor));
}

absl::StatusOr<int64_t> CountRows(db::Transaction& tx, const ResourceType& type, const Uuid& tenant,
                                  const ListSpec& spec) {
  ListPlan plan = ChoosePlan(type, spec);
  GUANXI_RETURN_IF_ERROR(Narrow(tx, type, spec, &plan));
  // Children of deleted parents are few, as a rule: a second look is seldom needed.
  for (const int64_t limit : {kMaxExactTotal + 1, kMaxCounted}) {
    const ListSelect select = MakeCountSelect(type, tenant, spec, plan, limit);
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(select.query, select.values));
    const int64_t found = rows[0].Int64(1);
    if (found > kMaxExactTotal) break;
    if (rows[0].Int64(0) < limit) return found;
  }
  return kMaxExactTotal + 1;
}

}  // namespace guanxi::resource
