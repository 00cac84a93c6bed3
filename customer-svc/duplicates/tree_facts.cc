#include "customer-svc/duplicates/tree_facts.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/resource/resource_name.h"
#include "customer-svc/tree/tree_rows.h"

namespace guanxi::customer {

absl::Status ReadAboveParent(db::Transaction& tx, const Uuid& tenant, dedupe::Facts* facts) {
  facts->above_parent.clear();
  if (facts->parent.empty()) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const Uuid parent, resource::ParseReference("customers", facts->parent));
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Uuid> above, ReadAbove(tx, tenant, parent));
  for (const Uuid& id : above) {
    facts->above_parent.push_back(absl::StrCat("customers/", id.ToString()));
  }
  return absl::OkStatus();
}

}  // namespace guanxi::customer
