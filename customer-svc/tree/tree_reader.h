// Trees of companies as somebody sees them.
#ifndef GUANXI_CUSTOMER_SVC_TREE_TREE_READER_H_
#define GUANXI_CUSTOMER_SVC_TREE_TREE_READER_H_

#include <vector>

#include "absl/status/statusor.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/resource/row_codec.h"
#include "customer-svc/parties/visible_rows.h"
#include "customer-svc/tree/tree_figures.h"

namespace guanxi::customer {

struct ShownNode {
  resource::Stored row;
  int level = 0;
  Uuid above;  // among those that are shown; nil: the first
};
struct ShownTree {
  std::vector<ShownNode> nodes;
  bool truncated = false;
};
struct TreeBounds {
  int depth = 3;  // of levels below the first one, those of hidden companies counted
  size_t max_nodes = 200;
};

// What lies below a company that the caller sees, level by level, within one in the order of ids;
// what lies below a hidden or deleted one hangs below the nearest shown one above. Errors of all:
// those of common/db, and as stated.
absl::StatusOr<ShownTree> ReadTree(const VisibleRows& visible, resource::Stored first,
                                   const TreeBounds& bounds);

// The topmost of a company and those above it that the caller sees.
absl::StatusOr<resource::Stored> ReadTop(const VisibleRows& visible, resource::Stored first);

// What a company and all below it come to, of those that the caller sees. For who sees all it is
// read as it was summed up; for others it is summed up now.
//   RESOURCE_EXHAUSTED  TREE_TOO_LARGE  more than 100,000 lie below
absl::StatusOr<TreeFigures> ReadRollUp(const VisibleRows& visible, const resource::Stored& first);

// The statements, for the linter.
std::vector<db::Query> TreeReaderQueries();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TREE_TREE_READER_H_
