// The data steward's board: figures over what customers say of their quality.
#ifndef GUANXI_CUSTOMER_SVC_STANDING_QUALITY_BOARD_H_
#define GUANXI_CUSTOMER_SVC_STANDING_QUALITY_BOARD_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "common/resource/row_scope.h"
#include "guanxi/customer/v1/quality_service.pb.h"

namespace guanxi::customer {

// What a board is of.
struct BoardQuestion {
  Uuid tenant;
  const resource::RowScope& scope;  // of customers
  int complete_from = 0;
  int most_owners = 0;
  std::vector<std::string> fields;
};

// Fields of a board at most.
inline constexpr size_t kMostBoardFields = 40;

// Errors: those of common/db.
absl::Status ReadBoard(db::Transaction& tx, const BoardQuestion& question,
                       v1::ReadQualityBoardResponse* board);

// The statements, of a scope that has a little of everything, for the linter.
std::vector<db::Query> QualityBoardQueries(const resource::RowScope& scope);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_STANDING_QUALITY_BOARD_H_
