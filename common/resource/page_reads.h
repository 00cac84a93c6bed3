// What a page of a list costs the database. EXPLAIN cannot fail, the counters of rows read can: a
// page by a declared path must touch about as many rows as it has, wherever it starts.
#ifndef GUANXI_COMMON_RESOURCE_PAGE_READS_H_
#define GUANXI_COMMON_RESOURCE_PAGE_READS_H_

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "common/db/database.h"
#include "common/resource/methods.h"
#include "common/rpc/call.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::resource {

// Rows that all connections to the server have read so far; -1 if that cannot be learned.
inline int64_t RowsRead(db::Database* database) {
  constexpr char kSql[] =
      "SELECT CAST(SUM(VARIABLE_VALUE) AS SIGNED) FROM information_schema.GLOBAL_STATUS WHERE "
      "VARIABLE_NAME IN ('HANDLER_READ_NEXT', 'HANDLER_READ_PREV', 'HANDLER_READ_KEY', "
      "'HANDLER_READ_RND_NEXT')";
  int64_t rows = -1;
  const absl::Status status = database->ReadOnly({}, [&](db::Transaction& tx) {
    const auto read = tx.Select({"test.rows_read", kSql, /*infrastructure=*/true}, {});
    if (read.ok()) rows = (*read)[0].Int64(0);
    return read.status();
  });
  return status.ok() ? rows : -1;
}

// Expects that a page of 50 behind the first `skipped` rows reads `reads_per_row` for each of its
// rows, and little besides. Nobody else may read meanwhile.
template <typename Response, typename Request>
void ExpectReadsItsPage(db::Database* database, const Methods& methods, const rpc::Call& call,
                        Request request, int skipped, int reads_per_row = 1) {
  constexpr int kPage = 50;
  SCOPED_TRACE(absl::StrCat(request.filter(), " ORDER BY ", request.order_by()));
  EXPECT_EQ(methods.reader().ListLane(request), rpc::Lane::kPoint);
  request.set_page_size(skipped);
  const auto first = methods.List<Response>(call, request);
  ASSERT_THAT(first, IsOk());
  ASSERT_NE(first->next_page_token(), "");
  request.set_page_token(first->next_page_token());
  request.set_page_size(kPage);
  ASSERT_THAT(methods.List<Response>(call, request), IsOk());  // fills the caches
  const int64_t before = RowsRead(database);
  const int64_t idle = RowsRead(database) - before;
  ASSERT_THAT(methods.List<Response>(call, request), IsOk());
  EXPECT_LT(RowsRead(database) - before - 2 * idle, kPage * (reads_per_row + 1));
}

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_PAGE_READS_H_
