// Children of a row in an order, for what is derived from them.
#include <optional>

#include "common/base/status_macros.h"
#include "common/page/page_size.h"
#include "common/resource/environment.h"
#include "common/resource/list_plan.h"
#include "common/resource/list_query.h"
#include "common/resource/unit_limits.h"
#include "common/resource/unit_reads.h"

namespace guanxi::resource {
namespace {

// Rows of a page: mostly the first few decide. A list query gives each row's body room for its
// share of a page, which is to be that of any row.
constexpr size_t kChildrenPerPage = 16;
static_assert(page::kMaxPageBytes / kChildrenPerPage >= kMaxResourceBytes);

}  // namespace

absl::Status UnitReads::VisitChildren(const Resource& resource, const Uuid& parent,
                                      absl::string_view filter, absl::string_view order_by,
                                      Visit visit) {
  for (const WrittenRow& written : rows_.all()) {
    const Stored& next = written.next;
    const bool there =
        written.resource == &resource && next.live && !written.erased && next.name.parent == parent;
    if (there) visit(*next.message);
  }
  const ResourceType& type = resource.type();
  GUANXI_ASSIGN_OR_RETURN(ListSpec spec, MakeListSpec(type, CustomFields(), filter, order_by));
  spec.moment = environment_->MomentOf(principal_.tenant);
  spec.parent = parent;
  const ListPlan plan = ChoosePlan(type, spec);
  std::optional<page::Cursor> cursor;
  while (true) {
    const ListSelect select =
        MakeListSelect(type, principal_.tenant, spec, plan, cursor, kChildrenPerPage);
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx_->Select(select.query, select.values));
    for (const db::Row row : rows) {
      GUANXI_ASSIGN_OR_RETURN(const Stored stored, DecodeRow(type, row));
      if (rows_.Find(resource, stored.name.id) != nullptr) continue;
      if (!visit(*stored.message)) return absl::OkStatus();
    }
    if (rows.size() < kChildrenPerPage) return absl::OkStatus();
    cursor = CursorAt(rows[rows.size() - 1]);
  }
}

}  // namespace guanxi::resource
