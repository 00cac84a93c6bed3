// How many customers may be read out within a day, over the service's resources.
#include <string>

#include "common/errors/errors.h"
#include "customer-svc/access/data_access_testing.h"
#include "gmock/gmock.h"

namespace guanxi::customer {
namespace {

using v1::DataAccessLimit;

TEST_F(DataAccessTest, WithoutLimitsNothingIsCounted) {
  for (int i = 0; i < 3; ++i) EXPECT_THAT(List(CallWith({kRole}), 6), IsOk());
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM guards WHERE kind = 'customers_read_out'"), 0);
}

TEST_F(DataAccessTest, ListsSearchesAndBatchesCountTogether) {
  Limit(kRole, 10);
  const rpc::Call call = CallWith({kRole});
  EXPECT_THAT(List(call, 6), IsOk());
  v1::BatchGetCustomersRequest batch;
  v1::ListCustomersRequest list;
  const auto all = service_.customers->List<v1::ListCustomersResponse>(service_.call(), list);
  ASSERT_THAT(all, IsOk());
  for (const auto& customer : all->customers()) {
    if (batch.names_size() < 2) batch.add_names(customer.name());
  }
  EXPECT_THAT(service_.customers->BatchGet<v1::BatchGetCustomersResponse>(call, batch), IsOk());
  v1::SearchCustomersRequest search;
  search.set_query("公司");
  search.set_page_size(6);
  const auto found = service_.customers->Search<v1::SearchCustomersResponse>(call, search);
  const bool fits = found.ok() && found->customers_size() <= 2;
  EXPECT_TRUE(fits || Reason(found.status()) == "DATA_ACCESS_LIMIT") << found.status();
  EXPECT_EQ(Reason(List(call, 6)), "DATA_ACCESS_LIMIT");
}

TEST_F(DataAccessTest, APageThatGoesBeyondIsRefusedAsAWholeAndDoesNotCount) {
  Limit(kRole, 8);
  const rpc::Call call = CallWith({kRole});
  EXPECT_THAT(List(call, 6), IsOk());
  const absl::Status refused = List(call, 3);
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Reason(refused), "DATA_ACCESS_LIMIT");
  EXPECT_THAT(List(call, 2), IsOk());
  EXPECT_EQ(Reason(List(call, 1)), "DATA_ACCESS_LIMIT");
  // Each person counts alone.
  EXPECT_THAT(List(CallWith({kRole}, "bob"), 6), IsOk());
}

TEST_F(DataAccessTest, TheDayRolls) {
  Limit(kRole, 6);
  const rpc::Call call = CallWith({kRole});
  EXPECT_THAT(List(call, 4), IsOk());
  service_.clock.Advance(absl::Hours(20));
  EXPECT_THAT(List(call, 2), IsOk());
  EXPECT_EQ(Reason(List(call, 1)), "DATA_ACCESS_LIMIT");
  service_.clock.Advance(absl::Hours(5));
  EXPECT_THAT(List(call, 4), IsOk());
  EXPECT_EQ(Reason(List(call, 1)), "DATA_ACCESS_LIMIT");
}

TEST_F(DataAccessTest, TheMildestOfSeveralRolesWins) {
  Limit(kRole, 1);
  EXPECT_THAT(List(CallWith({kRole, kOther}), 6), IsOk());
  Limit(kOther, 2);
  EXPECT_EQ(Reason(List(CallWith({kRole, kOther}), 3)), "DATA_ACCESS_LIMIT");
  EXPECT_THAT(List(CallWith({kRole, kOther}), 2), IsOk());
}

TEST_F(DataAccessTest, ADeletedLimitLimitsNothing) {
  const DataAccessLimit limit = Limit(kRole, 1);
  EXPECT_EQ(Reason(List(CallWith({kRole}), 3)), "DATA_ACCESS_LIMIT");
  v1::DeleteDataAccessLimitRequest request;
  request.set_name(limit.name());
  ASSERT_THAT(
      service_.catalog->Of<DataAccessLimit>().Delete<DataAccessLimit>(service_.call(), request),
      IsOk());
  service_.clock.Advance(DataAccess::kMaxAge);
  EXPECT_THAT(List(CallWith({kRole}), 3), IsOk());
}

}  // namespace
}  // namespace guanxi::customer
