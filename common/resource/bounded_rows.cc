#include "common/resource/bounded_rows.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/page/page_size.h"
#include "common/resource/id_marks.h"

namespace guanxi::resource {

std::string BoundedColumns(const ResourceType& type, absl::string_view condition) {
  constexpr absl::string_view kBytes = "LENGTH(t.body) + LENGTH(t.personal)";
  const std::string test = absl::StrCat("CASE WHEN ", condition, condition.empty() ? "" : " AND ",
                                        kBytes, " <= ? THEN ");
  return absl::StrCat("t.id, ", ParentColumn(type, "t"), ", t.version, t.live, ", test,
                      "t.body END, ", test, "t.personal END, ", kBytes);
}

int64_t BytesPerRow(size_t rows) {
  return page::kMaxPageBytes / static_cast<int64_t>(std::max<size_t>(rows, 1));
}

db::Query SelectBounded(const Resource& resource, size_t marks) {
  const ResourceType& type = resource.type();
  return {absl::StrCat(type.singular(), ".select_bounded"),
          absl::StrCat("SELECT ", BoundedColumns(type), ProjectedColumns(type, "t"), " FROM ",
                       type.table(), " t WHERE t.tenant_id = ? AND t.id IN (", Marks(marks), ")")};
}

absl::StatusOr<BoundedRows> ReadBounded(db::Transaction& tx, const Resource& resource,
                                        const Uuid& tenant, absl::Span<const Uuid> ids,
                                        int64_t used, Partly partly) {
  BoundedRows bounded;
  if (ids.empty()) return bounded;
  const size_t marks = MarksFor(ids.size());
  const int64_t per_row = BytesPerRow(marks);
  std::vector<db::Value> values = {per_row, per_row, tenant.bytes()};
  AppendIds(ids, marks, &values);
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(SelectBounded(resource, marks), values));
  std::map<Uuid, size_t> found;
  for (size_t i = 0; i < rows.size(); ++i) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(rows[i].String(0)));
    found[id] = i;
  }

  std::vector<Uuid> wide;
  for (const Uuid& id : ids) {
    const auto at = found.find(id);
    const int64_t bytes = at == found.end() ? 0 : rows[at->second].Int64(kBytesColumn);
    const bool fits = used + bounded.bytes + bytes <= page::kMaxPageBytes;
    if (!fits && used + bounded.bytes > 0) break;
    ++bounded.ids;
    bounded.bytes += bytes;
    if (at == found.end() || bounded.rows.count(id) != 0) continue;
    if (IsWithoutBody(rows[at->second])) {
      wide.push_back(id);
    } else {
      GUANXI_ASSIGN_OR_RETURN(bounded.rows[id], DecodeRow(resource.type(), rows[at->second]));
    }
  }
  if (bounded.ids < ids.size() && partly == Partly::kCount) {
    bounded.rows.clear();
    return bounded;
  }
  for (size_t begin = 0; begin < wide.size(); begin += kWideRowsPerSelect) {
    const auto part = absl::MakeConstSpan(wide).subspan(begin, kWideRowsPerSelect);
    std::vector<db::Value> keys = {tenant.bytes()};
    AppendIds(part, MarksFor(part.size()), &keys);
    GUANXI_ASSIGN_OR_RETURN(
        const db::Rows bodies,
        tx.Select(resource.SelectMany(MarksFor(part.size()), Lock::kNone), keys));
    for (const db::Row row : bodies) {
      GUANXI_ASSIGN_OR_RETURN(Stored stored, DecodeRow(resource.type(), row));
      const Uuid id = stored.name.id;
      bounded.rows[id] = std::move(stored);
    }
  }
  return bounded;
}

}  // namespace guanxi::resource
