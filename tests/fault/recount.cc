#include "tests/fault/recount.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/base/status_macros.h"

namespace guanxi::fault {

std::string Judge(db::Database& database, absl::Span<const Recount> recounts,
                  const std::vector<std::pair<std::string, std::string>>& names) {
  std::string wrong;
  for (const Recount& recount : recounts) {
    const std::string sql = absl::StrReplaceAll(recount.sql, names);
    int64_t found = -1;
    const absl::Status asked = database.ReadOnly({}, [&](db::Transaction& tx) -> absl::Status {
      GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                              tx.Select({"fault.recount", sql, /*infrastructure=*/true}, {}));
      found = rows[0].Int64(0);
      return absl::OkStatus();
    });
    if (!asked.ok() || found != 0) absl::StrAppend(&wrong, found, " ", recount.name, "; ");
  }
  return wrong;
}

}  // namespace guanxi::fault
